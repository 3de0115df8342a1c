import { Anchor, Group, Select, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import type { Query } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import { useAnswer } from "../../ui/figure/answer.ts";
import { Figure } from "../../ui/figure/Figure.tsx";
import { useWords } from "../../ui/figure/words.ts";
import { useOffered, useSources, type Choice } from "../../ui/filters/choices.ts";
import { useFilterQuery } from "../../ui/filters/filters.ts";
import { monthOf } from "../../ui/filters/period.ts";
import { useSearchParam } from "../../ui/useSearchParam.ts";
import { cellOf } from "./single.ts";

function First({ name, choices }: { name: string; choices: Choice[] }) {
  const { t } = useTranslation();
  const [value, setValue] = useSearchParam(name);
  if (choices.length === 0) return null;
  return (
    <Select
      label={t(`when.${name}`)}
      placeholder={t("when.any")}
      data={choices}
      value={value ?? null}
      onChange={setValue}
      clearable
      flex="0 1 14rem"
    />
  );
}

/** To a segment of the clients of each month, where nothing narrows the months: a rule would name others then. */
function SegmentsOf({ query }: { query: Query }) {
  const { t } = useTranslation();
  const may = useMay();
  const { cell } = useWords();
  const { data } = useAnswer("cohort-retention", { ...query, columns: "share,month" });
  const column = data?.columns.find(({ name }) => name === "first_month");
  const isNarrowed = Object.keys(query).some((name) => name !== "since" && name !== "until" && query[name]);
  if (!data || !column || isNarrowed || !may("segments:write")) return null;
  const months = [...new Set(data.rows.map((row) => String(cellOf(data, row, "first_month"))))];
  return (
    <Group gap="xs" mt="xs">
      <Text size="sm" c="dimmed">
        {t("when.segments_of")}
      </Text>
      {months.map((month) => {
        const { since, until } = monthOf(month);
        const rule = `all(first_sale_on between ${since} and ${until})`;
        return (
          <Anchor key={month} component={Link} to="/segments/new" search={{ rule } as never} size="sm">
            {cell(data, column, month)}
          </Anchor>
        );
      })}
    </Group>
  );
}

/** Whether clients come again: by the month of their first purchase, by its source and branch. */
export function Again() {
  const [source] = useSearchParam("first_source");
  const [branch] = useSearchParam("first_branch");
  const { t } = useTranslation();
  const filters = useFilterQuery();
  const params = { first_source: source, first_branch: branch };
  return (
    <Stack>
      <Group gap="sm">
        <First name="first_source" choices={useSources()} />
        <First name="first_branch" choices={useOffered().branch} />
      </Group>
      <Figure name="cohort-retention" visual="heatmap" columns={["share", "month"]} params={params}>
        <SegmentsOf query={{ ...filters, ...params }} />
      </Figure>
      <Figure
        name="cohort-retention"
        title={t("when.again_table")}
        visual="table"
        columns={["clients", "bought", "share", "net", "net_per_client"]}
        params={params}
        rowsShown={12}
      />
      <Figure name="retention-by-source" visual="heatmap" columns={["share"]} />
      <Figure name="retention-by-branch" visual="heatmap" columns={["share"]} />
    </Stack>
  );
}
