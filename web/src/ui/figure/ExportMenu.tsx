import { ActionIcon, Menu } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { address, type Query } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import type { Answer } from "../../client/types.ts";
import { Icon } from "../icons.tsx";
import { useErrorText } from "../ErrorBox.tsx";
import { sayError } from "../toast.tsx";

const FORMATS = [
  { format: "xlsx", text: "file.excel" },
  { format: "csv", text: "file.csv" },
] as const;

interface Props {
  answer: Answer;
  query: Query;
  heading: string;
  /** The figure on the screen, and the line that stands under its picture. */
  figureAt: () => HTMLElement | null;
  foot: string;
}

/** The whole answer as a file, figures unrounded, written by the server; or the figure as it looks. */
export function ExportMenu({ answer, query, heading, figureAt, foot }: Props) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const may = useMay();
  const { name } = answer;
  const isOfClients = answer.columns.some(({ unit }) => unit === "client");
  const formats = isOfClients && !may("clients:export") ? [] : FORMATS;
  async function takePicture() {
    const { pictureOf, download } = await import("./picture.ts");
    const figure = figureAt();
    if (figure) download(await pictureOf(figure, foot), name);
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("figure.export", { name: heading })}>
          <Icon name="exports" size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void takePicture().catch((error) => sayError(errorText(error)))}>
          {t("file.picture")}
        </Menu.Item>
        {formats.map(({ format, text }) => (
          <Menu.Item
            key={format}
            component="a"
            href={address(`/analytics/${name}/export`, { ...query, format })}
            download
          >
            {t(text)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
