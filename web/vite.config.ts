import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const API = process.env["NIGOTIS_API"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../src/nigotis/surfaces/http/site",
    emptyOutDir: true,
    manifest: true,
    // Charts are one lazy chunk by design; everything loaded at first is held under its limit by scripts/check-size.mjs.
    chunkSizeWarningLimit: 800,
  },
  server: { host: "127.0.0.1", port: 5173, proxy: { "/api": API } },
});
