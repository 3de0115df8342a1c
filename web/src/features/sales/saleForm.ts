import type { UseFormReturnType } from "@mantine/form";

import type { Money } from "../../client/types.ts";
import type { CustomValues } from "../../ui/CustomInputs.tsx";
import { decimalText, orNull } from "../../ui/forms.ts";

export const TENDERS = ["cash", "card", "transfer", "mobile_money", "other"] as const;

export interface TypedLine {
  /** Tells two lines of one product apart on the screen. */
  key: string;
  product_id: number | null;
  name: string;
  quantity: string;
  unit_price: string;
  discount: string;
}

export function startValues() {
  return {
    client_id: null as string | null,
    branch_id: null as string | null,
    seller_id: null as string | null,
    local_at: "",
    tender: "cash" as string,
    lines: [] as TypedLine[],
    custom: {} as CustomValues,
  };
}

export type SaleValues = ReturnType<typeof startValues>;
export type SaleForm = UseFormReturnType<SaleValues>;

function askedLine(line: TypedLine) {
  return {
    ...(line.product_id === null ? { name: line.name } : { product_id: line.product_id }),
    quantity: decimalText(line.quantity),
    unit_price: orNull(decimalText(line.unit_price)),
    discount: orNull(decimalText(line.discount)) ?? "0",
  };
}

const numberOrNull = (text: string | null) => (text ? Number(text) : null);

/** The sale as the server takes it; without a known total nothing is said of how it was paid. */
export function asked(values: SaleValues, total: Money | null) {
  return {
    local_at: orNull(values.local_at),
    branch_id: numberOrNull(values.branch_id),
    seller_id: numberOrNull(values.seller_id),
    client_id: numberOrNull(values.client_id),
    source: "admin",
    lines: values.lines.map(askedLine),
    tenders: total === null ? [] : [{ kind: values.tender, amount: total }],
    custom: values.custom,
  };
}
