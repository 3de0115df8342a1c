import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";

import { makeQueries } from "./app/queries.ts";
import { makeRouter } from "./app/router.tsx";
import "./app/styles.css";
import { cssVariables, theme } from "./app/theme.ts";
import { startTexts } from "./i18n/index.ts";
import { lazily } from "./charts/lazily.ts";

const Notices = lazily(() => import("./app/Notices.tsx"));
const queries = makeQueries();
const router = makeRouter(queries);

await startTexts();

const place = document.getElementById("root");
if (!place) throw new Error("index.html has no #root");

createRoot(place).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <Suspense>
          <Notices />
        </Suspense>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
