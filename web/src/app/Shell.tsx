import { ActionIcon, Badge, Group, Skeleton, Text, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet } from "@tanstack/react-router";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";

import { useMay, useSession } from "../client/session.ts";
import { Icon } from "../ui/icons.tsx";
import { lazily } from "../charts/lazily.ts";
import { IN_BOTTOM_BAR, PLACES, type Place } from "./nav.ts";
import { PlaceLink } from "./PlaceLink.tsx";
import classes from "./shell.module.css";

const MorePlaces = lazily(() => import("./MorePlaces.tsx"));
// Menus weigh as much as everything else on a first page: they come after it.
const PersonMenu = lazily(() => import("./PersonMenu.tsx"));

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
        <Text fw={650} lh={1.25} lineClamp={2} title={merchant.name}>
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
            <Suspense fallback={<Skeleton height={34} width={34} />}>
              <PersonMenu />
            </Suspense>
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
