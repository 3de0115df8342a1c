import { Select, type SelectProps } from "@mantine/core";

/** A choice that always has a value. */
export function SelectField(props: Omit<SelectProps, "allowDeselect" | "clearable">) {
  return <Select {...props} allowDeselect={false} />;
}
