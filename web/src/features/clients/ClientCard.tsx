import { Anchor, Badge, Button, Grid, Group, Paper, SimpleGrid, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { call } from "../../client/call.ts";
import { useMay } from "../../client/session.ts";
import { CHANNELS, type Client, type ClientCard, type CustomField, type Receipt } from "../../client/types.ts";
import { useFormat } from "../../i18n/useFormat.ts";
import { useCustomFields } from "../../ui/CustomInputs.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { PageError } from "../../ui/PageError.tsx";
import { Figure } from "../../ui/figure/Figure.tsx";
import { useBranches } from "../../ui/filters/choices.ts";
import { periodDays } from "../../ui/filters/period.ts";
import { PageHead } from "../../ui/PageHead.tsx";
import { ReceiptLine } from "../../ui/ReceiptLine.tsx";
import { Worth } from "../../ui/Worth.tsx";
import { ClientDeals } from "./ClientDeals.tsx";
import { ClientForm } from "./ClientForm.tsx";
import { ClientMessages } from "./ClientMessages.tsx";
import { ClientSegments } from "./ClientSegments.tsx";
import { MergeForm } from "./MergeForm.tsx";
import { StatusBadge } from "./StatusBadge.tsx";
import { useClientActs } from "./useClientActs.ts";

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0} style={{ overflowWrap: "anywhere" }}>
        {children ?? "–"}
      </Text>
    </div>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Title order={2} fz="sm" fw={600} mb="sm">
        {title}
      </Title>
      {children}
    </Paper>
  );
}

/** What a field of the business's own says, written as such things are written here. */
function OwnValue({ kind, value }: { kind: CustomField["kind"]; value: unknown }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return t(value ? "value.yes" : "value.no");
  const text = String(value);
  return kind === "number" ? format.quantity(text) : kind === "date" ? format.day(text) : text;
}

function Profile({ client }: { client: Client }) {
  const { t } = useTranslation();
  const format = useFormat();
  const custom = useCustomFields("clients");
  const branch = useBranches().find(({ value }) => value === String(client.branch_id));
  return (
    <Part title={t("clients.profile")}>
      <Stack component="dl" gap="xs" m={0}>
        <Fact name={t("field.phone")}>
          {client.phone && (
            <Anchor size="sm" href={`tel:${client.phone}`}>
              {client.phone}
            </Anchor>
          )}
        </Fact>
        <Fact name={t("field.email")}>
          {client.email && (
            <Anchor size="sm" href={`mailto:${client.email}`}>
              {client.email}
            </Anchor>
          )}
        </Fact>
        <Fact name={t("field.birthday")}>{format.day(client.birthday)}</Fact>
        <Fact name={t("field.gender")}>{client.gender && t(`gender.${client.gender}`)}</Fact>
        <Fact name={t("field.source")}>{client.source && t(`source.${client.source}`)}</Fact>
        <Fact name={t("field.registered")}>{format.day(client.registered_on)}</Fact>
        <Fact name={t("field.branch")}>{branch?.label}</Fact>
        {custom.map((field) => (
          <Fact key={field.key} name={field.label}>
            <OwnValue kind={field.kind} value={client.custom[field.key]} />
          </Fact>
        ))}
        <Fact name={t("clients.consents")}>
          {CHANNELS.map(
            (channel) =>
              `${t(`channel.${channel}`)}: ${t(`consent.${client.consents?.[channel]?.state ?? "unknown"}`)}`,
          ).join(" · ")}
        </Fact>
        <Fact name={t("field.city")}>{townOf(client)}</Fact>
        <Fact name={t("field.tags")}>{client.tags.join(", ") || null}</Fact>
        <Fact name={t("field.note")}>{client.note}</Fact>
      </Stack>
    </Part>
  );
}

/** As written, and the town it means where that is not the same. */
function townOf({ city, town }: Client): string | null {
  return town && city && town.name !== city ? `${city} (${town.name}, ${town.country})` : city;
}

function Figures({ figures }: { figures: ClientCard["figures"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const score = (value: number | null) => (value === null ? "" : ` · ${t("clients.score_of", { score: value })}`);
  return (
    <Part title={t("clients.figures")}>
      {figures.segment && (
        <Badge mb="sm" variant="light" tt="none" size="lg" fw={500}>
          {t(`segment.${figures.segment}`)}
        </Badge>
      )}
      <SimpleGrid component="dl" cols={{ base: 2, sm: 3 }} m={0}>
        <Fact name={t("clients.recency")}>
          {figures.recency_days === null ? "–" : t("clients.days_ago", { count: figures.recency_days })}
          {score(figures.r_score)}
        </Fact>
        <Fact name={t("clients.frequency")}>
          {format.quantity(figures.frequency)}
          {score(figures.f_score)}
        </Fact>
        <Fact name={t("clients.monetary")}>
          {format.money(figures.monetary)}
          {score(figures.m_score)}
        </Fact>
        <Fact name={t("clients.average_check")}>{format.money(figures.average_check)}</Fact>
        <Fact name={t("clients.first_purchase")}>{format.day(figures.first_purchase)}</Fact>
        <Fact name={t("clients.last_purchase")}>{format.day(figures.last_purchase)}</Fact>
      </SimpleGrid>
    </Part>
  );
}

/** What the next weeks may bring, why, what to offer, and how the same reckoning did on the past. */
function Expected({ card: { expected, receipts } }: { card: ClientCard }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!expected) return null;
  const proof = (what: Receipt["about"]) => <ReceiptLine receipt={receipts.find(({ about }) => about === what)} />;
  const { offer, step_up: step } = expected;
  return (
    <Part title={t("clients.expected")}>
      {expected.predicted_on === null ? (
        <Text size="sm" c="dimmed">
          {t("clients.not_predicted")}
        </Text>
      ) : (
        <SimpleGrid component="dl" cols={{ base: 1, sm: 2 }} m={0}>
          <Fact name={t("clients.next_order")}>
            {expected.when}
            {proof("next_order")}
          </Fact>
          <Fact name={t("clients.no_order", { days: expected.horizon_in_days })}>
            {format.share(expected.p_no_order)} · {expected.why}
            {proof("churn")}
          </Fact>
          <Fact name={t("clients.horizon_value", { days: expected.horizon_in_days })}>
            <Worth value={expected.clv} low={expected.clv_low} high={expected.clv_high} />
            {proof("value")}
          </Fact>
          <Fact name={t("clients.year_value")}>
            <Worth value={expected.clv_365} low={expected.clv_365_low} high={expected.clv_365_high} />
            {proof("year")}
          </Fact>
        </SimpleGrid>
      )}
      {offer.length > 0 && (
        <>
          <Text size="sm" mt="sm">
            {t("clients.offer")}: {offer.map((product) => product.name).join(", ")}
            {step && ` · ${step.name} ↑`}
          </Text>
          {proof("offers")}
        </>
      )}
    </Part>
  );
}

function RecentSales({ sales }: { sales: ClientCard["recent_sales"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Part title={t("clients.recent_sales")}>
      <DataTable
        caption={t("clients.recent_sales")}
        rows={sales}
        rowKey={(sale) => sale.id}
        empty={<EmptyState icon="sales" title={t("clients.no_sales")} />}
        columns={[
          {
            key: "sold_at",
            title: t("field.sold_at"),
            cell: (sale) => (
              <Anchor component={Link} to={`/sales/${sale.id}`} size="sm">
                {format.wallClock(sale.local_at)}
              </Anchor>
            ),
          },
          { key: "kind", title: t("field.kind"), cell: (sale) => t(`sale_kind.${sale.kind}`) },
          { key: "total", title: t("field.total"), figure: true, cell: (sale) => format.money(sale.total) },
        ]}
      />
    </Part>
  );
}

function TopProducts({ products }: { products: ClientCard["top_products"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Part title={t("clients.top_products")}>
      <DataTable
        caption={t("clients.top_products")}
        rows={products}
        rowKey={(product) => product.product_id}
        columns={[
          { key: "name", title: t("field.product"), cell: (product) => product.name },
          {
            key: "quantity",
            title: t("field.quantity"),
            figure: true,
            cell: (product) => format.quantity(product.quantity),
          },
          { key: "amount", title: t("field.amount"), figure: true, cell: (product) => format.money(product.amount) },
        ]}
      />
    </Part>
  );
}

function Acts({ client, onEdit, onMerge }: { client: Client; onEdit: () => void; onMerge: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const { remove } = useClientActs(() => navigate({ to: "/clients" }));
  if (!may("clients:write")) return null;
  return (
    <>
      <Button variant="default" onClick={onMerge}>
        {t("clients.merge")}
      </Button>
      <Button variant="default" onClick={() => remove(client)}>
        {t("act.remove")}
      </Button>
      <Button onClick={onEdit}>{t("act.edit")}</Button>
    </>
  );
}

function Card({ card }: { card: ClientCard }) {
  const may = useMay();
  const { client, figures } = card;
  const year = periodDays("12m", useFormat().today());
  const { t } = useTranslation();
  const [editing, edit] = useDisclosure();
  const [merging, merge] = useDisclosure();
  return (
    <>
      <PageHead title={client.name}>
        <Acts client={client} onEdit={edit.open} onMerge={merge.open} />
      </PageHead>
      <Group mb="md" gap="xs">
        <StatusBadge status={client.status} />
      </Group>
      <Grid>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack>
            <Profile client={client} />
            {may("segments:read") && (
              <Part title={t("clients.segments")}>
                <ClientSegments client={client} />
              </Part>
            )}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack>
            <Figures figures={figures} />
            <Expected card={card} />
            {card.recent_sales.length > 0 && (
              <Figure
                name="months"
                title={t("clients.history")}
                visual="bar"
                columns={["net"]}
                within={{ ...year, client: client.id }}
                empty={<EmptyState icon="sales" title={t("clients.no_year")} />}
              />
            )}
            <RecentSales sales={card.recent_sales} />
            {card.top_products.length > 0 && <TopProducts products={card.top_products} />}
            <ClientDeals clientId={client.id} />
            <ClientMessages clientId={client.id} />
          </Stack>
        </Grid.Col>
      </Grid>
      {editing && <ClientForm client={client} onClose={edit.close} />}
      {merging && <MergeForm client={client} onClose={merge.close} />}
    </>
  );
}

/** Everything about one client. */
export function ClientCardPage() {
  const { clientId } = useParams({ strict: false }) as { clientId: string };
  const { data, error, refetch } = useQuery({
    queryKey: ["client-card", clientId],
    queryFn: () => call<ClientCard>("GET", `/clients/${clientId}/card`),
  });
  if (error) return <PageError error={error} onRetry={() => void refetch()} />;
  return data ? <Card card={data} /> : <Skeleton height={400} />;
}
