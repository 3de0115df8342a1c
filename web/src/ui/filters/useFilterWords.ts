import { useTranslation } from "react-i18next";

import { useChoices, useProductName } from "./choices.ts";
import { NARROWINGS, useFilters, type Narrowing } from "./filters.ts";

/** The word for a filter's value: "Nizami branch" for branch=3. */
export function useFilterWord(): (name: Narrowing, value: string) => string {
  const choices = useChoices();
  const product = useProductName(useFilters().product);
  return (name, value) => {
    if (name === "product") return product ?? value;
    return choices[name].find((choice) => choice.value === value)?.label ?? value;
  };
}

/** What narrows the page now, in words. */
export function useFilterWords(): string[] {
  const { t } = useTranslation();
  const filters = useFilters();
  const word = useFilterWord();
  return NARROWINGS.flatMap((name) => {
    const value = filters[name];
    return value ? [`${t(`filter.${name}`)}: ${word(name, value)}`] : [];
  });
}
