import { ActionIcon, Badge, Group, Menu, Text, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

import { call } from "../client/call.ts";
import { useMay, useSession } from "../client/session.ts";
import { setLanguage } from "../i18n/index.ts";
import { LANGUAGES } from "../i18n/languages.ts";
import { useLanguage } from "../i18n/useFormat.ts";
import { Icon } from "../ui/icons.tsx";
import { IN_BOTTOM_BAR, PLACES, type Place } from "./nav.ts";
import { PlaceLink } from "./PlaceLink.tsx";
import classes from "./shell.module.css";

const MorePlaces = lazy(() => import("./MorePlaces.tsx"));

function usePlaces(): Place[] {
  const may = useMay();
  return PLACES.filter((place) => may(place.needs));
}

function SideBar() {
  const { t } = useTranslation();
  const { merchant } = useSession();
  return (
    <nav className={classes["side"]} aria-label={t("nav.main")}>
      <div className={classes["brand"]}>
        <img src="/mark.svg" width={28} height={28} alt="" />
        <Text fw={650} truncate>
          {merchant.name}
        </Text>
      </div>
      {usePlaces().map((place) => (
        <PlaceLink key={place.to} place={place} className={classes["link"]} />
      ))}
    </nav>
  );
}

function BottomBar() {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure();
  const places = usePlaces();
  return (
    <nav className={classes["bottom"]} aria-label={t("nav.main")}>
      {places.slice(0, IN_BOTTOM_BAR).map((place) => (
        <PlaceLink key={place.to} place={place} className={classes["tab"]} />
      ))}
      <button type="button" className={classes["tab"]} onClick={open} aria-expanded={opened}>
        <Icon name="more" />
        <span>{t("nav.more")}</span>
      </button>
      {opened && (
        <Suspense>
          <MorePlaces places={places.slice(IN_BOTTOM_BAR)} onClose={close} />
        </Suspense>
      )}
    </nav>
  );
}

function SchemeButton() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const other = scheme === "light" ? "dark" : "light";
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={t(`shell.${other}`)}
      onClick={() => setColorScheme(other)}
    >
      <Icon name={scheme === "light" ? "moon" : "sun"} />
    </ActionIcon>
  );
}

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

function PersonMenu() {
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

/** The frame around every screen behind the sign-in: a side bar on a desk, a bottom bar in the hand. */
export function Shell() {
  const { t } = useTranslation();
  const { merchant } = useSession();
  return (
    <div className={classes["frame"]}>
      <a className={classes["skip"]} href="#main">
        {t("shell.skip")}
      </a>
      <SideBar />
      <div className={classes["page"]}>
        <header className={classes["head"]}>
          <Group gap="xs" wrap="nowrap" miw={0}>
            <Text fw={600} truncate hiddenFrom="sm">
              {merchant.name}
            </Text>
            {merchant.is_demo && (
              <Badge variant="light" color="gray" tt="none" fw={500}>
                <span className={classes["wideWords"]}>{t("shell.demo")}</span>
                <span className={classes["shortWords"]}>{t("shell.demo_short")}</span>
              </Badge>
            )}
          </Group>
          <Group gap={4} wrap="nowrap">
            <SchemeButton />
            <PersonMenu />
          </Group>
        </header>
        <main id="main" className={classes["main"]} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <BottomBar />
    </div>
  );
}
