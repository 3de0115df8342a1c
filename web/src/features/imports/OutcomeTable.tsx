import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { ImportOutcome } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";

/** What a file brought, or would bring: the counts that are not nought. */
export function OutcomeTable({ outcome }: { outcome: ImportOutcome }) {
  const { t } = useTranslation();
  const format = useFormat();
  const brought = Object.entries(outcome).filter(([, count]) => count > 0);
  return (
    <Table w="fit-content">
      <Table.Tbody>
        {brought.map(([name, count]) => (
          <Table.Tr key={name}>
            <Table.Td>{t(`outcome.${name}`)}</Table.Td>
            <Table.Td ta="end">{format.quantity(count)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
