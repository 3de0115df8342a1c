import { useTranslation } from "react-i18next";

import type { Answer } from "../../client/types.ts";
import { useChoices, useProductName } from "./choices.ts";
import { NARROWINGS, useFilters, type Narrowing } from "./filters.ts";

/** The word for a filter's value: "Nizami branch" for branch=3. Products are many: the one that is named is looked up. */
export function useFilterWord(productId?: string): (name: Narrowing, value: string) => string {
  const choices = useChoices();
  const ofPage = useFilters().product;
  const product = useProductName(productId ?? ofPage);
  return (name, value) => {
    if (name === "product") return product ?? value;
    return choices[name].find((choice) => choice.value === value)?.label ?? value;
  };
}

/** What narrows an answer, in words; each filter may hold several values. */
export function useFilterWords(filters: Answer["filters"]): string[] {
  const { t } = useTranslation();
  const word = useFilterWord();
  return NARROWINGS.flatMap((name) => {
    const values = filters[name] ?? [];
    const words = values.map((value) => word(name, String(value)));
    return words.length > 0 ? [`${t(`filter.${name}`)}: ${words.join(", ")}`] : [];
  });
}
