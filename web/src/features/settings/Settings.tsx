import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { useMay } from "../../client/session.ts";
import { PageHead } from "../../ui/PageHead.tsx";
import { PageTabs } from "../../ui/PageTabs.tsx";
import { Branches } from "./Branches.tsx";
import { Business } from "./Business.tsx";
import { CustomFields } from "./CustomFields.tsx";
import { Keys } from "./Keys.tsx";
import { Myself } from "./Myself.tsx";
import { Roles } from "./Roles.tsx";
import { Team } from "./Team.tsx";

const SECTIONS = [
  { name: "business", needs: "merchants:read", Section: Business },
  { name: "branches", needs: "merchants:read", Section: Branches },
  { name: "team", needs: "staff:read", Section: Team },
  { name: "roles", needs: "staff:read", Section: Roles },
  { name: "keys", needs: "staff:write", Section: Keys },
  { name: "fields", needs: "merchants:read", Section: CustomFields },
  { name: "myself", needs: "merchants:read", Section: Myself },
] as const;

/** Everything the business tunes. */
export function Settings() {
  const { t } = useTranslation();
  const { section } = useParams({ strict: false }) as { section?: string };
  const navigate = useNavigate();
  const may = useMay();
  return (
    <>
      <PageHead title={t("nav.settings")} />
      <PageTabs
        tabs={SECTIONS.filter(({ needs }) => may(needs)).map(({ name, Section }) => ({
          name,
          title: t(`settings.${name}`),
          Panel: Section,
        }))}
        chosen={section}
        onChoose={(name) => void navigate({ to: `/settings/${name ?? ""}` })}
      />
    </>
  );
}
