import { followAgenda } from "./agenda";
import { fields } from "./field";
import { passkeys } from "./passkey";
import { reviewKeys } from "./review";

followAgenda();
fields();
passkeys();
reviewKeys();
