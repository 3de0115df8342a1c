import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  retainSearchParams,
} from "@tanstack/react-router";

import { patiently } from "../charts/lazily.ts";
import { ApiError } from "../client/call.ts";
import { sessionQuery } from "../client/session.ts";
import { followPerson, wordsOf } from "../i18n/index.ts";
import { FILTER_NAMES, readFilters, type Filters } from "../ui/filters/filters.ts";
import { PLACES } from "./nav.ts";
import { NotFoundPage, ScreenError, ScreenWaiting } from "./screens.tsx";

interface Context {
  queries: QueryClient;
}

/** The component `name` of a part that is fetched when it is first shown. */
function fetched<Part extends object, Name extends keyof Part>(load: () => Promise<Part>, name: Name) {
  return lazyRouteComponent(() => patiently(load), name);
}

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NotFoundPage });

/** Everything behind the sign-in. Filters stay in the URL from page to page. */
const signedIn = {
  validateSearch: (search: Record<string, unknown>): Filters & Record<string, unknown> => ({
    ...search,
    ...readFilters(search),
  }),
  search: { middlewares: [retainSearchParams<Filters & Record<string, unknown>>([...FILTER_NAMES])] },
  beforeLoad: async ({ context, location }: { context: Context; location: { href: string } }) => {
    try {
      const { person } = await context.queries.ensureQueryData(sessionQuery);
      await followPerson(person.language);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "unauthenticated") throw error;
      throw redirect({ to: "/sign-in", search: { next: location.href } });
    }
  },
};

const inside = createRoute({
  ...signedIn,
  id: "inside",
  getParentRoute: () => root,
  component: fetched(() => import("./Shell.tsx"), "Shell"),
});

const wall = createRoute({
  ...signedIn,
  id: "wall",
  getParentRoute: () => root,
  component: fetched(() => import("./Wall.tsx"), "Wall"),
  errorComponent: fetched(() => import("./Wall.tsx"), "WallError"),
});

type Load = () => Promise<Record<string, React.ComponentType>>;

/** A page behind the sign-in; `words` are the folders of i18n that hold its own texts. */
function screen(path: string, load: Load, name: string, ...words: string[]) {
  return createRoute({ getParentRoute: () => inside, path, component: page(load, name, ...words) });
}

function page(load: Load, name: string, ...words: string[]) {
  return fetched(async () => (await Promise.all([load(), ...words.map(wordsOf)]))[0], name);
}

function door(path: string, load: Load, name: string) {
  return createRoute({ getParentRoute: () => root, path, component: fetched(load, name) });
}

/** The first page; who may not see figures, such as a cashier, begins at the first place she may see. */
const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  component: page(() => import("../features/home/Home.tsx"), "Home"),
  beforeLoad: async ({ context }) => {
    const { grants } = await context.queries.ensureQueryData(sessionQuery);
    const first = PLACES.find(({ needs }) => grants.includes(needs));
    if (first && first.to !== "/") throw redirect({ to: first.to });
  },
});

const tree = root.addChildren([
  door("/sign-in", () => import("../features/staff/SignIn.tsx"), "SignIn"),
  door("/sign-up", () => import("../features/staff/SignUp.tsx"), "SignUp"),
  door("/join", () => import("../features/staff/Join.tsx"), "Join"),
  inside.addChildren([
    home,
    screen("/clients", () => import("../features/clients/Clients.tsx"), "Clients"),
    screen(
      "/clients/$clientId",
      () => import("../features/clients/ClientCard.tsx"),
      "ClientCardPage",
      "clients",
      "messages",
    ),
    screen("/segments", () => import("../features/segments/Segments.tsx"), "Segments", "segments"),
    screen("/segments/new", () => import("../features/segments/Builder.tsx"), "SegmentBuilder", "segments"),
    screen("/segments/$segmentId", () => import("../features/segments/SegmentPage.tsx"), "SegmentPage", "segments"),
    screen("/segments/$segmentId/edit", () => import("../features/segments/Builder.tsx"), "SegmentBuilder", "segments"),
    screen("/predictions", () => import("../features/predictions/Predictions.tsx"), "Predictions", "predictions"),
    screen("/products", () => import("../features/products/Products.tsx"), "Products", "products"),
    screen("/sales", () => import("../features/sales/Sales.tsx"), "Sales"),
    screen("/sales/new", () => import("../features/sales/RecordSale.tsx"), "RecordSale"),
    screen("/sales/$saleId", () => import("../features/sales/SalePage.tsx"), "SalePage"),
    screen("/team", () => import("../features/deals/Team.tsx"), "Team", "deals"),
    screen("/deals/$dealId", () => import("../features/deals/DealPage.tsx"), "DealPage", "deals"),
    screen("/when", () => import("../features/when/When.tsx"), "When", "when"),
    screen("/boards", () => import("../features/boards/Boards.tsx"), "Boards", "boards"),
    screen("/boards/$board", () => import("../features/boards/BoardPage.tsx"), "BoardPage", "boards"),
    screen("/imports", () => import("../features/imports/Imports.tsx"), "Imports", "imports"),
    screen("/messages", () => import("../features/messages/Messages.tsx"), "Messages", "messages"),
    screen("/imports/new", () => import("../features/imports/Wizard.tsx"), "Wizard", "imports", "messages"),
    screen("/settings", () => import("../features/settings/Settings.tsx"), "Settings", "settings"),
    screen("/settings/$section", () => import("../features/settings/Settings.tsx"), "Settings", "settings"),
    screen("/businesses/new", () => import("../features/staff/OpenBusiness.tsx"), "OpenBusiness"),
    screen("/docs", () => import("../features/docs/ApiDocs.tsx"), "ApiDocs", "docs"),
  ]),
  wall.addChildren([
    createRoute({
      getParentRoute: () => wall,
      path: "/present",
      component: page(() => import("../features/boards/Present.tsx"), "Present", "boards"),
      errorComponent: fetched(() => import("./Wall.tsx"), "WallError"),
    }),
  ]),
]);

/** Search parameters are plain texts: "?branch=3", never a quoted JSON value. */
function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

function writeSearch(search: Record<string, unknown>): string {
  const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text ? `?${text}` : "";
}

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    parseSearch,
    stringifySearch: writeSearch,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultPendingComponent: ScreenWaiting,
    defaultErrorComponent: ScreenError,
    defaultNotFoundComponent: NotFoundPage,
  });
}
