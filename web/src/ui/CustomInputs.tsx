import { Checkbox, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { call } from "../client/call.ts";
import type { CustomField, FieldSubject, Page } from "../client/types.ts";

export type CustomValues = Record<string, unknown>;

/** The fields the business added to clients, products or sales, those in use. */
export function useCustomFields(about: FieldSubject): CustomField[] {
  const found = useQuery({
    queryKey: ["custom-fields", about],
    queryFn: async () => {
      const answer = await call<CustomField[] | Page<CustomField>>("GET", "/custom-fields", { query: { about } });
      return Array.isArray(answer) ? answer : answer.items;
    },
    staleTime: 5 * 60_000,
  });
  return (found.data ?? []).filter((field) => field.is_active);
}

interface OneProps {
  field: CustomField;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

function CustomInput({ field, value, error, onChange }: OneProps) {
  const text = value === null || value === undefined ? "" : String(value);
  if (field.kind === "yes_no") {
    return (
      <Checkbox
        label={field.label}
        error={error}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  }
  if (field.kind === "choice") {
    return (
      <Select
        label={field.label}
        error={error}
        data={field.choices}
        value={text || null}
        onChange={onChange}
        clearable
      />
    );
  }
  return (
    <TextInput
      label={field.label}
      error={error}
      type={field.kind === "date" ? "date" : "text"}
      inputMode={field.kind === "number" ? "decimal" : undefined}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value || null)}
    />
  );
}

interface Props {
  about: FieldSubject;
  values: CustomValues;
  errors: Record<string, unknown>;
  onChange: (values: CustomValues) => void;
}

/** One input for each field the business added. */
export function CustomInputs({ about, values, errors, onChange }: Props) {
  return useCustomFields(about).map((field) => (
    <CustomInput
      key={field.key}
      field={field}
      value={values[field.key]}
      error={errors[`custom.${field.key}`] as string | undefined}
      onChange={(value) => onChange({ ...values, [field.key]: value })}
    />
  ));
}
