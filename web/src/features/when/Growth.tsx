import { SimpleGrid, Stack } from "@mantine/core";

import { Figure } from "../../ui/figure/Figure.tsx";

const COLUMNS = ["trend", "net", "net_before", "difference", "change"];

/** What changed against the period before, the greatest change first. */
export function Growth() {
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Figure name="branch-growth" visual="table" columns={COLUMNS} rowsShown={10} />
        <Figure name="client-growth-groups" visual="table" />
      </SimpleGrid>
      <Figure name="product-growth" visual="table" columns={COLUMNS} rowsShown={10} />
      <Figure name="client-growth" visual="table" columns={COLUMNS} rowsShown={10} />
    </Stack>
  );
}
