import { ActionIcon, Menu } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { address, type Query } from "../../client/call.ts";
import { Icon } from "../icons.tsx";

const FORMATS = [
  { format: "xlsx", text: "file.excel" },
  { format: "csv", text: "file.csv" },
] as const;

/** The whole answer as a file, figures unrounded; the server writes it. */
export function ExportMenu({ name, query, heading }: { name: string; query: Query; heading: string }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("figure.export", { name: heading })}>
          <Icon name="exports" size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map(({ format, text }) => (
          <Menu.Item
            key={format}
            component="a"
            href={address(`/analytics/${name}/export`, { ...query, format })}
            download
          >
            {t(text)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
