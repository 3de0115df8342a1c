import { Anchor, Button, Grid, Group, Paper, SimpleGrid, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import type { CareItem, Home } from "../../client/types.ts";
import { useMay } from "../../client/session.ts";
import { useFormat, useLanguage } from "../../i18n/useFormat.ts";
import { BigNumber } from "../../ui/BigNumber.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { BOUGHT_TODAY, REGISTERED_TODAY, RuleLink } from "../../ui/RuleLink.tsx";
import { Figure } from "../../ui/figure/Figure.tsx";

const MONTH_FIGURES = ["run_rate", "net", "net_last_month", "change", "working_days_elapsed"];
const WHOLE_BUSINESS = {};

interface DayFigureProps {
  name: string;
  now: string;
  before?: string;
  /** Whom the number counts. */
  rule?: string;
}

function DayFigure({ name, now, before, rule }: DayFigureProps) {
  const { t } = useTranslation();
  return (
    <div role="group" aria-label={name}>
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      {rule ? (
        <RuleLink rule={rule}>
          <BigNumber text={now} />
        </RuleLink>
      ) : (
        <BigNumber text={now} />
      )}
      {before && (
        <Text size="xs" c="dimmed">
          {t("home.yesterday", { value: before })}
        </Text>
      )}
    </div>
  );
}

function Day({ home }: { home: Home }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { today, yesterday } = home;
  return (
    <Paper withBorder p="md" component="section" aria-label={t("home.today")}>
      <Title order={2} fz="sm" fw={600} mb="sm">
        {t("home.today")}
      </Title>
      <SimpleGrid cols={2}>
        <DayFigure name={t("home.revenue")} now={format.money(today.net)} before={format.money(yesterday.net)} />
        <DayFigure
          name={t("home.sales")}
          now={format.quantity(today.sales)}
          before={format.quantity(yesterday.sales)}
        />
        <DayFigure
          name={t("home.average_check")}
          now={format.money(today.average_check)}
          before={format.money(yesterday.average_check)}
        />
        <DayFigure
          name={t("home.ordered")}
          now={format.quantity(today.clients)}
          before={format.quantity(yesterday.clients)}
          rule={BOUGHT_TODAY}
        />
        <DayFigure name={t("home.registered")} now={format.quantity(home.registered_today)} rule={REGISTERED_TODAY} />
      </SimpleGrid>
      <Text size="xs" c="dimmed" mt="sm">
        {t("figure.as_of", { time: format.time(home.as_of) })}
      </Text>
    </Paper>
  );
}

function CareRow({ item }: { item: CareItem }) {
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap">
      <div>
        <Anchor component={Link} to={`/clients/${item.client_id}`} size="sm" fw={500}>
          {item.name}
        </Anchor>
        <Text size="xs" c="dimmed">
          {item.why}
        </Text>
      </div>
      {item.phone && (
        <Anchor href={`tel:${item.phone}`} size="sm" style={{ whiteSpace: "nowrap" }}>
          {item.phone}
        </Anchor>
      )}
    </Group>
  );
}

function Care({ items }: { items: CareItem[] }) {
  const { t } = useTranslation();
  return (
    <Paper withBorder p="md" h="100%" component="section" aria-label={t("home.care")}>
      <Title order={2} fz="sm" fw={600} mb="sm">
        {t("home.care")}
      </Title>
      {items.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("home.nobody")}
        </Text>
      )}
      <Stack gap="xs">
        {items.map((item) => (
          <CareRow key={`${item.client_id}-${item.reason}`} item={item} />
        ))}
      </Stack>
    </Paper>
  );
}

/** A business just opened: no wall of zeros, but the two ways to begin. */
function Beginning() {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <Paper withBorder mb="lg">
      <EmptyState icon="imports" title={t("home.no_sales")} text={t("home.no_sales_text")}>
        <Group justify="center">
          {may("imports:write") && (
            <Button component={Link} to="/imports">
              {t("home.bring_file")}
            </Button>
          )}
          {may("sales:write") && (
            <Button component={Link} to="/sales/new" variant="default">
              {t("sales.record")}
            </Button>
          )}
        </Group>
      </EmptyState>
    </Paper>
  );
}

/** The day so far beside the day before, and the clients to care about with the reason for each. */
export function Today() {
  const language = useLanguage();
  const { data, error, refetch } = useQuery({
    queryKey: ["home", language],
    queryFn: () => call<Home>("GET", "/home"),
  });
  if (error && !data) return <ErrorBox error={error} onRetry={() => void refetch()} />;
  if (data && !data.has_sales) return <Beginning />;
  return (
    <Grid mb="lg">
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Stack>
          {data ? <Day home={data} /> : <Skeleton height={240} />}
          <Figure name="run-rate" visual="kpi" columns={MONTH_FIGURES} within={WHOLE_BUSINESS} />
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 7 }}>{data ? <Care items={data.care} /> : <Skeleton height={240} />}</Grid.Col>
    </Grid>
  );
}
