import { Group, Select, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Query } from "../../client/call.ts";
import { Figure } from "../../ui/figure/Figure.tsx";
import { SegmentLinks } from "../../ui/figure/SegmentLinks.tsx";
import { useOffered, useSources, type Choice } from "../../ui/filters/choices.ts";
import { useFilterQuery } from "../../ui/filters/filters.ts";
import { monthOf } from "../../ui/filters/period.ts";
import { useSearchParam } from "../../ui/useSearchParam.ts";

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
  const isNarrowed = Object.keys(query).some((name) => name !== "since" && name !== "until" && query[name]);
  if (isNarrowed) return null;
  return (
    <SegmentLinks
      label={t("when.segments_of")}
      name="cohort-retention"
      query={{ ...query, columns: "share,month" }}
      column="first_month"
      rule={(month) => {
        const { since, until } = monthOf(month);
        return `all(first_sale_on between ${since} and ${until})`;
      }}
    />
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
