import { followAgenda } from "./agenda";
import { passkeys } from "./passkey";
import { reviewKeys } from "./review";

followAgenda();
passkeys();
reviewKeys();
