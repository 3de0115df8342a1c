import { Notifications } from "@mantine/notifications";
import "@mantine/notifications/styles.css";

/** Where toasts appear. Loaded after the first screen: nothing is said before something is done. */
export default function Notices() {
  return <Notifications position="bottom-center" />;
}
