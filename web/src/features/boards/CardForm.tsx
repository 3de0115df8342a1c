import { Button, Group, Modal, MultiSelect, NativeSelect, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { BoardCard as Card, FigureAbout } from "../../client/types.ts";
import { fitting, type Visual } from "../../ui/figure/visual.ts";
import { useDialog } from "../../ui/useDialog.ts";
import { BoardCard } from "./BoardCard.tsx";
import { drawnAs } from "./cards.ts";
import { OwnFilters } from "./OwnFilters.tsx";

const COMPARED = ["previous", "year"] as const;

interface Parameter {
  description?: string;
  default?: unknown;
  enum?: string[];
}

type Set = (patch: Partial<Card>) => void;

function written(value: unknown): string {
  return Array.isArray(value) ? value.join(",") : value === undefined || value === null ? "" : String(value);
}

/** The figure's own parameters; empty means as the figure has it. */
function Parameters({ card, about, set }: { card: Card; about: FigureAbout; set: Set }) {
  const schema = (about.params["properties"] ?? {}) as Record<string, Parameter>;
  const change = (name: string, value: string) => {
    const { [name]: _, ...others } = card.params;
    set({ params: value === "" ? others : { ...others, [name]: value } });
  };
  return Object.entries(schema).map(([name, { description, default: usual, enum: choices }]) =>
    choices ? (
      <NativeSelect
        key={name}
        label={description ?? name}
        data={choices}
        value={card.params[name] ?? written(usual)}
        onChange={(event) => change(name, event.currentTarget.value)}
      />
    ) : (
      <TextInput
        key={name}
        label={description ?? name}
        placeholder={written(usual)}
        value={card.params[name] ?? ""}
        onChange={(event) => change(name, event.currentTarget.value.trim())}
      />
    ),
  );
}

function Drawing({ card, about, set }: { card: Card; about: FigureAbout; set: Set }) {
  const { t } = useTranslation();
  const columns = about.columns.filter(({ name }) => !about.grain.includes(name));
  return (
    <>
      <NativeSelect
        label={t("boards.drawn_as")}
        data={fitting(about).map((visual) => ({ value: visual, label: t(`visual.${visual}`) }))}
        value={card.visual ?? "table"}
        onChange={(event) => set(drawnAs(card, event.currentTarget.value as Visual))}
      />
      <MultiSelect
        label={t("boards.columns")}
        description={t("boards.columns_hint")}
        data={columns.map(({ name, title }) => ({ value: name, label: title }))}
        value={card.columns}
        onChange={(chosen) => set({ columns: chosen })}
        clearable
      />
      {(card.visual === "kpi" || card.visual === "line") && (
        <NativeSelect
          label={t("boards.compare")}
          data={[
            { value: "", label: t("boards.compare_none") },
            ...COMPARED.map((period) => ({ value: period, label: t(`boards.compare_${period}`) })),
          ]}
          value={card.compare ?? ""}
          onChange={(event) => set({ compare: (event.currentTarget.value || null) as Card["compare"] })}
        />
      )}
    </>
  );
}

interface Props {
  card: Card;
  /** What the figure is; undefined for a note, and for a figure that is gone. */
  about: FigureAbout | undefined;
  onDone: (card: Card) => void;
  onClose: () => void;
}

/** What a card shows and how, with the card itself beside. */
export function CardForm({ card: before, about, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const dialog = useDialog(onClose);
  const [card, setCard] = useState(before);
  const [shown] = useDebouncedValue(card, 350);
  const set: Set = (patch) => setCard((now) => ({ ...now, ...patch }));
  /** What kept the card from being shown may be mended by a change of what it asks. */
  const ask: Set = (patch) => set({ ...patch, problem: null });
  const isNote = card.figure === null;
  return (
    <Modal {...dialog} size={isNote ? "md" : "60rem"} title={about?.title ?? t(isNote ? "boards.note" : "boards.card")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onDone(card);
        }}
      >
        <SimpleGrid cols={{ base: 1, sm: isNote ? 1 : 2 }} spacing="lg">
          <Stack gap="sm">
            <TextInput
              label={t("boards.title")}
              placeholder={about?.title}
              maxLength={200}
              value={card.title ?? ""}
              onChange={(event) => set({ title: event.currentTarget.value || null })}
            />
            {isNote && (
              <Textarea
                label={t("boards.text")}
                rows={5}
                required
                maxLength={2000}
                value={card.note ?? ""}
                onChange={(event) => set({ note: event.currentTarget.value })}
              />
            )}
            {about && <Drawing card={card} about={about} set={ask} />}
            {about && <Parameters card={card} about={about} set={ask} />}
            {about && <OwnFilters filters={card.filters} onChange={(filters) => ask({ filters })} />}
          </Stack>
          {about && <BoardCard card={shown} isFilling={false} />}
        </SimpleGrid>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            {t("act.cancel")}
          </Button>
          <Button type="submit">{t("boards.put")}</Button>
        </Group>
      </form>
    </Modal>
  );
}
