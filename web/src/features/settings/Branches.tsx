import { Badge, Button, Stack, Switch, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useMay } from "../../client/session.ts";
import type { Branch, Device } from "../../client/types.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { FormModal } from "../../ui/FormModal.tsx";
import { orNull } from "../../ui/forms.ts";
import { SelectField } from "../../ui/SelectField.tsx";
import { saySaved } from "../../ui/toast.tsx";
import { useFormAct } from "../../ui/useFormAct.ts";
import { Section } from "./Section.tsx";
import { useList } from "./useList.ts";

function useDone(onClose: () => void): () => void {
  const { t } = useTranslation();
  return () => {
    saySaved(t("act.saved"));
    onClose();
  };
}

function BranchForm({ branch, onClose }: { branch: Branch | null; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: {
      name: branch?.name ?? "",
      address: branch?.address ?? "",
      city: branch?.city ?? "",
      is_active: branch?.is_active ?? true,
    },
  });
  const { send, busy, error } = useFormAct<Branch>(form, useDone(onClose));
  const submit = form.onSubmit(({ name, address, city, is_active }) => {
    const fields = { name: name.trim(), address: orNull(address), city: orNull(city) };
    if (branch) send({ method: "PATCH", path: `/branches/${branch.id}`, body: { ...fields, is_active } });
    else send({ method: "POST", path: "/branches", body: fields });
  });
  return (
    <FormModal
      title={t(branch ? "settings.edit_branch" : "settings.add_branch")}
      busy={busy}
      error={error}
      onClose={onClose}
      onSubmit={submit}
    >
      <TextInput label={t("field.name")} required data-autofocus {...form.getInputProps("name")} />
      <TextInput label={t("field.address")} {...form.getInputProps("address")} />
      <TextInput label={t("field.city")} {...form.getInputProps("city")} />
      {branch && (
        <Switch label={t("settings.branch_open")} {...form.getInputProps("is_active", { type: "checkbox" })} />
      )}
    </FormModal>
  );
}

function DeviceForm({ device, branches, onClose }: { device: Device | null; branches: Branch[]; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: {
      name: device?.name ?? "",
      branch_id: String(device?.branch_id ?? branches[0]?.id ?? ""),
      is_active: device?.is_active ?? true,
    },
  });
  const { send, busy, error } = useFormAct<Device>(form, useDone(onClose));
  const submit = form.onSubmit(({ name, branch_id, is_active }) => {
    const fields = { name: name.trim(), branch_id: Number(branch_id) };
    if (device) send({ method: "PATCH", path: `/devices/${device.id}`, body: { ...fields, is_active } });
    else send({ method: "POST", path: "/devices", body: fields });
  });
  return (
    <FormModal
      title={t(device ? "settings.edit_till" : "settings.add_till")}
      busy={busy}
      error={error}
      onClose={onClose}
      onSubmit={submit}
    >
      <TextInput label={t("field.name")} required data-autofocus {...form.getInputProps("name")} />
      <SelectField
        label={t("field.branch")}
        data={branches.map(({ id, name }) => ({ value: String(id), label: name }))}
        {...form.getInputProps("branch_id")}
      />
      {device && (
        <Switch label={t("settings.till_in_use")} {...form.getInputProps("is_active", { type: "checkbox" })} />
      )}
    </FormModal>
  );
}

function Closed({ is_active }: { is_active: boolean }) {
  const { t } = useTranslation();
  return (
    <Badge variant={is_active ? "light" : "outline"} color={is_active ? "pine" : "gray"} tt="none" fw={500}>
      {t(is_active ? "settings.in_use" : "settings.not_in_use")}
    </Badge>
  );
}

function EditButton({ name, onClick }: { name: string; onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <Button size="compact-sm" variant="default" aria-label={t("act.edit_named", { name })} onClick={onClick}>
      {t("act.edit")}
    </Button>
  );
}

function Tills({ branches }: { branches: Branch[] }) {
  const { t } = useTranslation();
  const writes = useMay()("merchants:write");
  const [edited, setEdited] = useState<Device | null>();
  const { data } = useList<Device>("/devices");
  const canAdd = writes && branches.length > 0;
  return (
    <Section
      hint={t("settings.tills_hint")}
      addText={t("settings.add_till")}
      onAdd={canAdd ? () => setEdited(null) : undefined}
    >
      <DataTable
        caption={t("settings.tills")}
        rows={data}
        rowKey={(device) => device.id}
        empty={<Text size="sm">{t("settings.no_tills")}</Text>}
        columns={[
          { key: "name", title: t("field.name"), cell: (device) => device.name },
          {
            key: "branch",
            title: t("field.branch"),
            cell: (device) => branches.find(({ id }) => id === device.branch_id)?.name,
          },
          {
            key: "state",
            title: t("field.status"),
            wide: true,
            cell: (device) => <Closed is_active={device.is_active} />,
          },
          {
            key: "acts",
            title: "",
            figure: true,
            cell: (device) => writes && <EditButton name={device.name} onClick={() => setEdited(device)} />,
          },
        ]}
      />
      {edited !== undefined && <DeviceForm device={edited} branches={branches} onClose={() => setEdited(undefined)} />}
    </Section>
  );
}

/** Where the business sells, and the tills that stand there. */
export function Branches() {
  const { t } = useTranslation();
  const writes = useMay()("merchants:write");
  const [edited, setEdited] = useState<Branch | null>();
  const { data, error, refetch } = useList<Branch>("/branches");
  if (error) return <ErrorBox error={error} onRetry={() => void refetch()} />;
  return (
    <Stack>
      <Section
        hint={t("settings.branches_hint")}
        addText={t("settings.add_branch")}
        onAdd={writes ? () => setEdited(null) : undefined}
      >
        <DataTable
          caption={t("settings.branches")}
          rows={data}
          rowKey={(branch) => branch.id}
          empty={<EmptyState icon="home" title={t("settings.no_branches")} />}
          columns={[
            { key: "name", title: t("field.name"), cell: (branch) => branch.name },
            { key: "address", title: t("field.address"), wide: true, cell: (branch) => branch.address },
            { key: "city", title: t("field.city"), wide: true, cell: (branch) => branch.city },
            { key: "state", title: t("field.status"), cell: (branch) => <Closed is_active={branch.is_active} /> },
            {
              key: "acts",
              title: "",
              figure: true,
              cell: (branch) => writes && <EditButton name={branch.name} onClick={() => setEdited(branch)} />,
            },
          ]}
        />
        {edited !== undefined && <BranchForm branch={edited} onClose={() => setEdited(undefined)} />}
      </Section>
      <Title order={2} fz="md">
        {t("settings.tills")}
      </Title>
      <Tills branches={data ?? []} />
    </Stack>
  );
}
