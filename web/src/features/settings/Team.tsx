import { Alert, Badge, Button, Code, CopyButton, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useMay, useSession } from "../../client/session.ts";
import { ROLES, type Branch, type Invitation, type Member } from "../../client/types.ts";
import { ConfirmButton } from "../../ui/ConfirmButton.tsx";
import { DataTable, type TableColumn } from "../../ui/DataTable.tsx";
import { ErrorBox } from "../../ui/ErrorBox.tsx";
import { useSellers } from "../../ui/filters/choices.ts";
import { FormModal } from "../../ui/FormModal.tsx";
import { orNull } from "../../ui/forms.ts";
import { SelectField } from "../../ui/SelectField.tsx";
import { saySaved } from "../../ui/toast.tsx";
import { useAct } from "../../ui/useAct.ts";
import { useFormAct } from "../../ui/useFormAct.ts";
import { Section } from "./Section.tsx";
import { useList } from "./useList.ts";

function useRoleChoices() {
  const { t } = useTranslation();
  return ROLES.map((role) => ({ value: role as string, label: t(`role.${role}`) }));
}

function BranchChoice({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const branches = useList<Branch>("/branches").data ?? [];
  const choices = branches.map(({ id, name }) => ({ value: String(id), label: name }));
  return (
    <SelectField
      label={t("field.branch")}
      data={[{ value: "", label: t("settings.every_branch") }, ...choices]}
      value={value}
      onChange={(next) => onChange(next ?? "")}
    />
  );
}

const branchId = (text: string) => (text ? Number(text) : null);

function InviteForm({ onClose, onInvited }: { onClose: () => void; onInvited: (invitation: Invitation) => void }) {
  const { t } = useTranslation();
  const roles = useRoleChoices();
  const form = useForm({ initialValues: { name: "", email: "", role: "seller", branch: "" } });
  const { send, busy, error } = useFormAct<Invitation>(form, (invitation) => {
    onInvited(invitation);
    onClose();
  });
  const submit = form.onSubmit(({ branch, ...values }) =>
    send({ method: "POST", path: "/staff/invitations", body: { ...values, branch_id: branchId(branch) } }),
  );
  return (
    <FormModal
      title={t("settings.invite")}
      busy={busy}
      error={error}
      onClose={onClose}
      onSubmit={submit}
      submitText={t("settings.invite")}
    >
      <TextInput label={t("field.person_name")} required data-autofocus {...form.getInputProps("name")} />
      <TextInput label={t("field.email")} type="email" required {...form.getInputProps("email")} />
      <SelectField label={t("field.role")} data={roles} {...form.getInputProps("role")} />
      <BranchChoice value={form.values.branch} onChange={(value) => form.setFieldValue("branch", value)} />
    </FormModal>
  );
}

/** Somebody who sells and does not sign in: known by name, so that sales can carry it. */
function SellerForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { name: "", branch: "" } });
  const { send, busy, error } = useFormAct<Member>(form, () => {
    saySaved(t("act.saved"));
    onClose();
  });
  const submit = form.onSubmit(({ name, branch }) =>
    send({ method: "POST", path: "/staff/sellers", body: { name, branch_id: branchId(branch) } }),
  );
  return (
    <FormModal title={t("settings.add_seller")} busy={busy} error={error} onClose={onClose} onSubmit={submit}>
      <Text size="sm" c="dimmed">
        {t("settings.add_seller_hint")}
      </Text>
      <TextInput label={t("field.person_name")} required data-autofocus {...form.getInputProps("name")} />
      <BranchChoice value={form.values.branch} onChange={(value) => form.setFieldValue("branch", value)} />
    </FormModal>
  );
}

function MemberForm({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useTranslation();
  const roles = useRoleChoices();
  const others = useSellers().filter(({ value }) => value !== String(member.id));
  const form = useForm({
    initialValues: {
      name: member.name,
      role: member.role as string,
      branch: member.branch_id ? String(member.branch_id) : "",
      office: member.office ?? "",
      team: member.team ?? "",
      manager: member.manager_id ? String(member.manager_id) : null,
      employed_from: member.employed_from ?? "",
      employed_to: member.employed_to ?? "",
    },
  });
  const { send, busy, error } = useFormAct<Member>(form, () => {
    saySaved(t("act.saved"));
    onClose();
  });
  const submit = form.onSubmit(({ name, role, branch, manager, ...rest }) => {
    const employment = Object.fromEntries(Object.entries(rest).map(([field, text]) => [field, orNull(text)]));
    const place = { branch_id: branchId(branch), manager_id: manager ? Number(manager) : null };
    send({ method: "PATCH", path: `/staff/${member.id}`, body: { name, role, ...place, ...employment } });
  });
  return (
    <FormModal title={t("settings.edit_member")} busy={busy} error={error} onClose={onClose} onSubmit={submit}>
      <TextInput label={t("field.person_name")} required data-autofocus {...form.getInputProps("name")} />
      <SelectField label={t("field.role")} data={roles} {...form.getInputProps("role")} />
      <BranchChoice value={form.values.branch} onChange={(value) => form.setFieldValue("branch", value)} />
      <Group grow align="flex-start">
        <TextInput label={t("settings.office")} {...form.getInputProps("office")} />
        <TextInput label={t("settings.team_name")} {...form.getInputProps("team")} />
      </Group>
      <Select
        label={t("settings.manager")}
        data={others}
        searchable
        clearable
        value={form.values.manager}
        error={form.errors["manager_id"]}
        onChange={(value) => form.setFieldValue("manager", value)}
      />
      <Group grow align="flex-start">
        <TextInput label={t("settings.employed_from")} type="date" {...form.getInputProps("employed_from")} />
        <TextInput label={t("settings.employed_to")} type="date" {...form.getInputProps("employed_to")} />
      </Group>
    </FormModal>
  );
}

function InvitationLink({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const { t } = useTranslation();
  const link = `${window.location.origin}/join?token=${invitation.token}`;
  return (
    <Alert
      color="pine"
      title={t("settings.invitation_ready", { name: invitation.member.name })}
      withCloseButton
      closeButtonLabel={t("act.close")}
      onClose={onClose}
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{t("settings.invitation_hint")}</Text>
        <Code block style={{ overflowWrap: "anywhere" }}>
          {link}
        </Code>
        <CopyButton value={link}>
          {({ copied, copy }) => (
            <Button size="compact-sm" onClick={copy}>
              {t(copied ? "act.copied" : "act.copy")}
            </Button>
          )}
        </CopyButton>
      </Stack>
    </Alert>
  );
}

function MemberActs({ member, onEdit }: { member: Member; onEdit: () => void }) {
  const { t } = useTranslation();
  const act = useAct();
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t("act.edit_named", { name: member.name })}
        onClick={onEdit}
      >
        {t("act.edit")}
      </Button>
      <ConfirmButton
        size="compact-sm"
        label={t("act.remove")}
        question={t("settings.remove_member", { name: member.name })}
        onConfirm={() => act.mutate({ method: "DELETE", path: `/staff/${member.id}` })}
      />
    </Group>
  );
}

/** Who works here. */
export function Team() {
  const { t } = useTranslation();
  const writes = useMay()("staff:write");
  const { person } = useSession();
  const [opened, setOpened] = useState<"invitation" | "seller">();
  const close = () => setOpened(undefined);
  const [edited, setEdited] = useState<Member>();
  const [invitation, setInvitation] = useState<Invitation>();
  const { data, error, refetch } = useList<Member>("/staff");
  const columns: TableColumn<Member>[] = [
    { key: "name", title: t("field.person_name"), cell: (member) => member.name },
    { key: "email", title: t("field.email"), wide: true, cell: (member) => member.email },
    { key: "role", title: t("field.role"), cell: (member) => t(`role.${member.role}`) },
    {
      key: "status",
      title: t("field.status"),
      wide: true,
      cell: (member) => (
        <Badge variant="light" color={member.status === "active" ? "pine" : "gray"} tt="none" fw={500}>
          {t(`member.${member.status}`)}
        </Badge>
      ),
    },
    {
      key: "acts",
      title: "",
      figure: true,
      cell: (member) =>
        writes && member.email !== person.email && <MemberActs member={member} onEdit={() => setEdited(member)} />,
    },
  ];
  return (
    <Section
      hint={t("settings.team_hint")}
      addText={t("settings.invite")}
      onAdd={writes ? () => setOpened("invitation") : undefined}
      beside={
        writes && (
          <Button variant="default" onClick={() => setOpened("seller")}>
            {t("settings.add_seller")}
          </Button>
        )
      }
    >
      {error && <ErrorBox error={error} onRetry={() => void refetch()} />}
      {invitation && <InvitationLink invitation={invitation} onClose={() => setInvitation(undefined)} />}
      {!error && (
        <DataTable caption={t("settings.team")} columns={columns} rows={data} rowKey={(member) => member.id} />
      )}
      {opened === "invitation" && <InviteForm onClose={close} onInvited={setInvitation} />}
      {opened === "seller" && <SellerForm onClose={close} />}
      {edited && <MemberForm member={edited} onClose={() => setEdited(undefined)} />}
    </Section>
  );
}
