/** The server's answers under the names the app uses. The shapes are generated from the API (see web/codegen). */
import type * as api from "./generated/types.gen.ts";

export type {
  Activity,
  ApiKey,
  BoardHead,
  BoardColumn,
  Branch,
  Category,
  Client,
  ClientMessage,
  ClientCard,
  ClientCounters,
  ClientSegment,
  ComingBirthday,
  Completion,
  Condition,
  CustomField,
  DayFigures,
  Deal,
  DealCard,
  DealEvent,
  Device,
  FigureClients,
  Home,
  Invitation,
  Job,
  KeptClients,
  Member,
  MembershipChange,
  MessageClient,
  MessageLayout,
  MessageSettings,
  MessageSummary,
  Move,
  MovedClient,
  Movement,
  NewApiKey,
  PredictedClient,
  PredictedList,
  PredictionRun,
  PredictionSettings,
  Predictions,
  Product,
  RoleRow,
  RuleField,
  RulePreview,
  RuleReason,
  Sale,
  SaleHead,
  SaleLine,
  Segment,
  SegmentHistory,
  SegmentMember,
  SegmentSize,
  Snapshot,
  Spelling,
  Stage,
  Target,
  Town,
  UnknownLayout,
  Upload,
  WasIn,
  WhyMember,
} from "./generated/types.gen.ts";

export type Receipt = api.Said;
export type CalibrationBin = api.Bin;
export type Session = api.SignedIn;
export type Group = api.GroupInput;
export type TaggedClients = api.Tagged;
export type Merchant = api.MerchantProfile;
export type Brand = api.Brand;
export type ScoringRule = api.Definition;
export type ScoreLimits = api.Limits;
export type ScoreCutoffs = api.Four;
export type CareItem = api.Care;
export type ImportRecord = api.Import;
export type ImportPreview = api.Preview;
export type ImportQuestion = api.OpenQuestion;
export type ImportOutcome = api.Outcome;
export type ImportKind = api.Preview["kind"];
export type ClientStatus = api.Client["status"];
export type ConsentState = NonNullable<api.Consent["state"]>;
export type Channel = "sms" | "email" | "push" | "whatsapp";
export type Money = string;
export type FieldKind = api.CustomField["kind"];
export type FieldSubject = api.CustomField["about"];
export type Role = api.Member["role"];

export interface Page<T> {
  items: T[];
  next?: string | null;
  total?: number | null;
}

/** How the cells of a column are read; the catalogue of metrics declares it for each. */
export type Unit =
  | "count"
  | "quantity"
  | "money"
  | "share"
  | "rate"
  | "number"
  | "days"
  | "score"
  | "date"
  | "month"
  | "calendar_month"
  | "weekday"
  | "hour"
  | "client"
  | "product"
  | "products"
  | "branch"
  | "seller"
  | "place"
  | "region"
  | "segment"
  | "stage"
  | "code"
  | "text";

export type Cell = string | number | boolean | number[] | null;
export type Column = api.FigureColumn & { unit: Unit };

/** A metric computed: cells as `Unit` says, names of ids in `labels`. */
export type Answer = Omit<api.Figure, "columns"> & { columns: Column[] };

/** A figure as the list of figures describes it. */
export type FigureAbout = Omit<api.FigureAbout, "columns"> & { columns: Column[] };

export type CardFilters = Required<api.OwnFilters>;
/** A card on a board; `problem` says what keeps it from being shown. */
export type BoardCard = Required<Omit<api.ShownCard, "filters">> & { filters: CardFilters };
export type Board = Omit<api.Board, "cards"> & { cards: BoardCard[] };

export const ROLES: readonly Role[] = ["owner", "manager", "analyst", "seller", "cashier"];
export const CHANNELS: readonly Channel[] = ["whatsapp", "sms", "email", "push"];
