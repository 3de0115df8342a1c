import { Tabs } from "@mantine/core";
import { useEffect, useRef, type ComponentType } from "react";

import classes from "./tabs.module.css";

export interface PageTab {
  name: string;
  title: string;
  Panel: ComponentType;
}

interface Props {
  tabs: PageTab[];
  chosen: string | undefined;
  onChoose: (name: string | null) => void;
}

/** The parts of a page; only the chosen one is there. On a phone the row of tabs scrolls sideways, to the chosen one. */
export function PageTabs({ tabs, chosen, onChoose }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const shown = chosen ?? tabs[0]?.name ?? null;
  useEffect(() => {
    list.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [shown]);
  return (
    <Tabs value={shown} onChange={onChoose} keepMounted={false}>
      <Tabs.List mb="md" className={classes["list"]} ref={list}>
        {tabs.map(({ name, title }) => (
          <Tabs.Tab key={name} value={name}>
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ name, Panel }) => (
        <Tabs.Panel key={name} value={name}>
          <Panel />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
