/** What the server answers. Ids are numbers, money is a decimal string, days are "YYYY-MM-DD", instants are ISO 8601. */

export type Id = number;
export type Money = string;

export interface Page<T> {
  items: T[];
  next: string | null;
  total?: number;
}

export interface Session {
  person: { id: Id; name: string; email: string; language: string };
  merchant: Merchant;
  role: string;
  grants: string[];
  merchants: { id: Id; name: string }[];
}

export interface Merchant {
  id: Id;
  name: string;
  country: string;
  currency: string;
  zone: string;
  language: string;
  is_demo: boolean;
}

export type Unit =
  | "count"
  | "quantity"
  | "money"
  | "share"
  | "rate"
  | "days"
  | "score"
  | "date"
  | "month"
  | "weekday"
  | "hour"
  | "client"
  | "product"
  | "branch"
  | "seller"
  | "segment"
  | "code";

export type Cell = string | number | boolean | null;

export interface Column {
  name: string;
  /** Its heading in the reader's language. */
  title: string;
  unit: Unit;
}

export interface Answer {
  name: string;
  title: string;
  definition: string;
  grain: string[];
  columns: Column[];
  rows: Cell[][];
  /** Everything committed before this instant is in. */
  as_of: string | null;
  since: string;
  until: string;
  currency: string;
  labels: Partial<Record<Unit, Record<string, string>>>;
  count: number;
}

export interface Client {
  id: Id;
  name: string;
  phone: string | null;
  email: string | null;
  birthday: string | null;
  gender: string | null;
  status: ClientStatus;
  source: string | null;
  branch_id: Id | null;
  consents: Partial<Record<Channel, Consent>>;
  custom: Record<string, unknown>;
  note: string | null;
  tags: string[];
  registered_on: string;
}

export const CHANNELS = ["whatsapp", "sms", "email", "push"] as const;

export type Channel = (typeof CHANNELS)[number];

export type ConsentState = "granted" | "refused" | "unknown";

export interface Consent {
  state: ConsentState;
  source: string | null;
  said_at: string | null;
}

export interface ComingBirthday {
  client: Client;
  on: string;
  turns: number;
}

export type ClientStatus = "active" | "waiting" | "inactive";

export interface ClientCounters {
  all: number;
  active: number;
  waiting: number;
  inactive: number;
  ordered_today: number;
  registered_today: number;
}

export interface ClientCard {
  client: Client;
  figures: {
    recency_days: number | null;
    frequency: number;
    monetary: Money;
    r_score: number | null;
    f_score: number | null;
    m_score: number | null;
    segment: string | null;
    first_purchase: string | null;
    last_purchase: string | null;
    average_check: Money | null;
  };
  recent_sales: SaleHead[];
  top_products: { product_id: Id; name: string; quantity: string; amount: Money }[];
}

export interface Product {
  id: Id;
  name: string;
  sku: string | null;
  barcode: string | null;
  unit: string | null;
  category_id: Id | null;
  price: Money | null;
  cost: Money | null;
  stock: string | null;
  is_product: boolean;
  is_active: boolean;
  custom: Record<string, unknown>;
}

export interface Category {
  id: Id;
  name: string;
}

export interface SaleHead {
  id: Id;
  kind: "sale" | "return";
  document: string | null;
  original_sale_id: Id | null;
  branch_id: Id | null;
  seller_id: Id | null;
  client_id: Id | null;
  client_name: string | null;
  source: string;
  sold_at: string;
  /** The wall clock of the branch at that moment, without a zone. */
  local_at: string;
  total: Money;
  discount: Money;
  tax: Money;
  reason: string | null;
  voided_at: string | null;
}

export interface SaleLine {
  id: Id;
  product_id: Id | null;
  name: string | null;
  quantity: string;
  unit_price: Money;
  discount: Money;
  tax: Money;
  amount: Money;
  returned: string;
}

export interface Sale extends SaleHead {
  lines: SaleLine[];
  tenders: { kind: string; amount: Money }[];
}

export interface Branch {
  id: Id;
  name: string;
  address: string | null;
  city: string | null;
  zone: string | null;
  is_active: boolean;
}

export interface Device {
  id: Id;
  branch_id: Id;
  name: string;
  is_active: boolean;
}

export type FieldKind = "text" | "number" | "date" | "choice" | "yes_no";
export type FieldSubject = "clients" | "products" | "sales";

export interface CustomField {
  id: Id;
  about: FieldSubject;
  key: string;
  label: string;
  kind: FieldKind;
  choices: string[];
  is_active: boolean;
}

export type Role = "owner" | "manager" | "analyst" | "seller" | "cashier";

export const ROLES: readonly Role[] = ["owner", "manager", "analyst", "seller", "cashier"];

export interface Member {
  id: Id;
  name: string;
  role: Role;
  branch_id: Id | null;
  email: string | null;
  status: "active" | "invited" | "known_by_name";
}

export interface Invitation {
  member: Member;
  token: string;
  expires_at: string;
}

export interface RoleRow {
  operation: string;
  text: string;
  needs: string;
  effect: string;
  roles: Role[];
}

export interface ApiKey {
  id: Id;
  name: string;
  prefix: string;
  grants: string[];
  created_by: string;
  created_at: string;
  last_used_at: string | null;
}

export interface NewApiKey {
  key: ApiKey;
  secret: string;
}

export interface Segment {
  id: string;
  name: string;
  kind: "rfm" | "saved";
  cells: [number, number][];
  clients: number;
  monetary: Money;
}

export interface SegmentMember {
  client_id: Id;
  name: string;
  phone: string | null;
  segment: string;
  recency_in_days: number;
  frequency: number;
  monetary: Money;
  last_sale_on: string;
}

export interface Upload {
  upload_id: string;
  name: string;
  size: number;
}

export type ImportKind = "clients" | "sales" | "products";

export interface ImportQuestion {
  id: string;
  text: string;
  choices: { value: string; text: string }[];
}

export interface ImportPreview {
  verdict: "ok" | "ask" | "refuse";
  kind: ImportKind;
  /** The header each recognised field is read from. */
  columns: Record<string, string>;
  headers: string[];
  /** All that a column may be. */
  fields: string[];
  assumptions: string[];
  questions: ImportQuestion[];
  rows: Record<string, Cell>[];
  rejected: { row: number; field: string; reason: string }[];
  rows_read: number;
  rows_rejected: number;
}

export interface Job {
  id: Id;
  state: "waiting" | "running" | "done" | "failed" | "cancelled";
  progress: number;
  message: string | null;
  result: { import_id?: Id } | null;
}

export interface ImportRecord {
  id: Id;
  kind: ImportKind;
  file: string;
  rows_read: number;
  rows_accepted: number;
  outcome: Record<string, number>;
  imported_by: string;
  imported_at: string;
  undone_at: string | null;
  /** After an undo: what stayed, by kind, because it was in use or changed. */
  kept: Record<string, number> | null;
}

export interface DayFigures {
  day: string;
  net: Money;
  sales: number;
  average_check: Money | null;
  clients: number;
}

export interface CareItem {
  client_id: Id;
  name: string;
  phone: string | null;
  segment: string | null;
  reason: string;
  why: string;
}

export interface Home {
  as_of: string | null;
  today: DayFigures;
  yesterday: DayFigures;
  registered_today: number;
  care: CareItem[];
}
