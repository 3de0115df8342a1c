import { Group, Select, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Figure } from "../../ui/figure/Figure.tsx";
import { useOffered, useSources, type Choice } from "../../ui/filters/choices.ts";
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

/** Whether clients come again: by the month of their first purchase, by its source and branch. */
export function Again() {
  const [source] = useSearchParam("first_source");
  const [branch] = useSearchParam("first_branch");
  const { t } = useTranslation();
  const params = { first_source: source, first_branch: branch };
  return (
    <Stack>
      <Group gap="sm">
        <First name="first_source" choices={useSources()} />
        <First name="first_branch" choices={useOffered().branch} />
      </Group>
      <Figure name="cohort-retention" visual="heatmap" columns={["share"]} params={params} />
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
