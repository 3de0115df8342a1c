import { ActionIcon, Menu } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { call } from "../client/call.ts";
import { useSession } from "../client/session.ts";
import { setLanguage } from "../i18n/index.ts";
import { LANGUAGES } from "../i18n/languages.ts";
import { useLanguage } from "../i18n/useFormat.ts";
import { Icon } from "../ui/icons.tsx";

function useSignOut(): () => Promise<void> {
  const navigate = useNavigate();
  const queries = useQueryClient();
  return async () => {
    await call("POST", "/sign-out");
    await navigate({ to: "/sign-in" });
    queries.clear();
  };
}

function useSwitchMerchant(): (merchantId: number) => Promise<void> {
  const queries = useQueryClient();
  return async (merchantId) => {
    await call("POST", "/session/merchant", { body: { merchant_id: merchantId } });
    await queries.resetQueries();
  };
}

/** Who is signed in, where, and in which language. */
export default function PersonMenu() {
  const { t } = useTranslation();
  const { person, merchant, merchants, role } = useSession();
  const language = useLanguage();
  const signOut = useSignOut();
  const switchTo = useSwitchMerchant();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("shell.person")}>
          <Icon name="person" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {person.name} · {t(`role.${role}`)}
        </Menu.Label>
        {merchants.length > 1 && <Menu.Label>{t("shell.business")}</Menu.Label>}
        {merchants.length > 1 &&
          merchants.map((other) => (
            <Menu.Item key={other.id} disabled={other.id === merchant.id} onClick={() => void switchTo(other.id)}>
              {other.name}
            </Menu.Item>
          ))}
        <Menu.Item component={Link} to="/businesses/new">
          {t("shell.open_business")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("shell.language")}</Menu.Label>
        {LANGUAGES.map(({ code, name }) => (
          <Menu.Item
            key={code}
            lang={code}
            onClick={() => void setLanguage(code)}
            rightSection={code === language && <Icon name="check" size={16} />}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void signOut()}>{t("shell.sign_out")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
