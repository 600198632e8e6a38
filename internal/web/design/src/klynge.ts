import { followAgenda } from "./agenda";
import { fields } from "./field";
import { follow } from "./live";
import { passkeys } from "./passkey";
import { reviewKeys } from "./review";

followAgenda();
fields();
follow();
passkeys();
reviewKeys();
