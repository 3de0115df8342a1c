import { Group, Paper, Select, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { Chart } from "../../charts/Chart.tsx";
import type { MapDrawing, Spot } from "../../charts/drawing.ts";
import { call } from "../../client/call.ts";
import type { Answer, Branch, Cell } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { Awaited, allOf } from "../../ui/Awaited.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { useAnswer } from "../../ui/figure/answer.ts";
import { useWords } from "../../ui/figure/words.ts";
import { useFilterQuery } from "../../ui/filters/filters.ts";
import { areasOf, countriesOf, frameOf, MEASURES, spotsOf, type Measure, type Telling } from "./mapped.ts";
import { isDrawn, useShapes } from "./shapes.ts";
import { cellOf } from "./single.ts";

type Answers = {
  regions: Answer;
  cities: Answer;
  openings: Answer;
};

/** What a place is called, and its figures. */
function useTelling() {
  const { cell } = useWords();
  return (answer: Answer, names: readonly string[]): Telling => {
    const said = (row: Cell[], name: string) => {
      const column = answer.columns.find((each) => each.name === name);
      return column ? `${column.title}: ${cell(answer, column, cellOf(answer, row, name))}` : "";
    };
    const [grain] = answer.columns;
    return {
      title: (row) => (grain ? cell(answer, grain, row[0] ?? null) : ""),
      lines: (row) => names.map((name) => said(row, name)),
    };
  };
}

const TOLD = ["net", "share", "clients", "population", "net_per_1000", "clients_per_1000"];
const TOLD_OF_OPENINGS = ["reason", "population", "clients", "missing_clients"];

/** Where the branches stand: their own coordinates, else those of their town. */
function useStands(): { country: string; spot: Spot }[] {
  const { data } = useQuery({ queryKey: ["branches", "stands"], queryFn: () => call<Branch[]>("GET", "/branches") });
  return useMemo(
    () =>
      (data ?? []).flatMap(({ name, town, latitude, longitude, address }) => {
        if (!town) return [];
        const [x, y] = [longitude ?? town.longitude, latitude ?? town.latitude];
        return [{ country: town.country, spot: { x, y, value: 0, title: name, lines: [address ?? town.name] } }];
      }),
    [data],
  );
}

function useDrawing({ regions, cities, openings }: Answers, country: string, measure: Measure): MapDrawing | undefined {
  const { data } = useShapes(country);
  const telling = useTelling();
  const { language } = useFormat();
  const branches = useStands();
  return useMemo(() => {
    if (!data) return undefined;
    const points = spotsOf(cities, country, measure, telling(cities, TOLD));
    const open = spotsOf(openings, country, undefined, telling(openings, TOLD_OF_OPENINGS));
    return {
      kind: "map" as const,
      ...data,
      frame: isDrawn(country) ? undefined : frameOf([...points, ...open]),
      areas: areasOf(data.shapes, regions, measure, telling(regions, TOLD)),
      points,
      openings: open,
      branches: branches.filter(({ country: of }) => of === country).map(({ spot }) => spot),
    };
    // The words change with the language, and with it all of them do.
  }, [data, regions, cities, openings, branches, country, measure, language]);
}

function Drawn({ answers, country, measure }: { answers: Answers; country: string; measure: Measure }) {
  const { t } = useTranslation();
  const drawing = useDrawing(answers, country, measure);
  if (!drawing) return <Skeleton height={440} />;
  const label = t("when.map_aloud", { towns: drawing.points.length, openings: drawing.openings.length });
  return <Chart drawing={drawing} label={label} />;
}

/** Not every browser knows Azerbaijani names: our own words come first. */
function useCountryNames(countries: readonly string[]) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const names = new Intl.DisplayNames([language], { type: "region", fallback: "code" });
  return countries.map((value) => ({
    value,
    label: t(`country.${value}`, { defaultValue: names.of(value) ?? value }),
  }));
}

function Mapped({ answers }: { answers: Answers }) {
  const { t } = useTranslation();
  const [measure, setMeasure] = useState<Measure>("net");
  const countries = countriesOf(answers.cities);
  const [wanted, setWanted] = useState<string | null>(null);
  const names = useCountryNames(countries);
  const country = wanted && countries.includes(wanted) ? wanted : countries[0];
  if (!country) return <EmptyState title={t("when.no_towns")} text={t("when.no_towns_hint")} />;
  return (
    <>
      <Group gap="sm" mb="sm">
        <Select
          aria-label={t("when.measure")}
          size="xs"
          data={MEASURES.map((value) => ({ value, label: t(`when.by_${value}`) }))}
          value={measure}
          allowDeselect={false}
          onChange={(value) => setMeasure(value as Measure)}
          w={180}
        />
        {countries.length > 1 && (
          <Select
            aria-label={t("when.country")}
            size="xs"
            data={names}
            value={country}
            allowDeselect={false}
            onChange={setWanted}
            w={180}
          />
        )}
      </Group>
      <Drawn answers={answers} country={country} measure={measure} />
      <Text size="xs" c="dimmed">
        {t("when.map_key")}
      </Text>
    </>
  );
}

/** Regions, towns and openings on one map. */
export function PlaceMap() {
  const { t } = useTranslation();
  const query = useFilterQuery();
  const answers = allOf<Answers>({
    regions: useAnswer("sales-by-region", query),
    cities: useAnswer("sales-by-city", query),
    openings: useAnswer("under-served-places", query),
  });
  return (
    <Paper withBorder p="md" component="section" aria-label={t("when.map")}>
      <Title order={2} fz="sm" fw={600} mb="sm">
        {t("when.map")}
      </Title>
      <Awaited of={answers} height={440}>
        {(found) => <Mapped answers={found} />}
      </Awaited>
    </Paper>
  );
}
