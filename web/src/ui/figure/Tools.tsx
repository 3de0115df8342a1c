import { ActionIcon } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Query } from "../../client/call.ts";
import type { Answer } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { useFilterWords } from "../filters/useFilterWords.ts";
import { About } from "./About.tsx";
import { ExportMenu } from "./ExportMenu.tsx";
import { Icon } from "../icons.tsx";
import { KeepClients } from "./KeepClients.tsx";

interface Props {
  answer: Answer;
  query: Query;
  heading: string;
  /** What to keep in mind when looking at it. */
  remark?: string | undefined;
  /** To the clients behind it, where the rows do not name them. */
  onPick: (() => void) | undefined;
  figureAt: () => HTMLElement | null;
}

/** What can be done with a figure: take it along, and open what is behind it. */
export default function Tools({ answer, query, heading, remark, onPick, figureAt }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const filterWords = useFilterWords(answer.filters);
  const foot = [
    `${format.day(answer.since)} – ${format.day(answer.until)}`,
    ...filterWords,
    t("figure.as_of", { time: format.instant(answer.as_of) }),
    ...(remark ? [remark] : []),
  ].join(" · ");
  return (
    <>
      {onPick && answer.rows.length > 0 && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`${t("figure.behind")}: ${heading}`}
          title={t("figure.behind")}
          onClick={onPick}
        >
          <Icon name="clients" size={16} />
        </ActionIcon>
      )}
      <KeepClients answer={answer} query={query} heading={heading} />
      <ExportMenu answer={answer} query={query} heading={heading} figureAt={figureAt} foot={foot} />
      <About answer={answer} heading={heading} />
    </>
  );
}
