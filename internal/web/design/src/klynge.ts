import { followAgenda } from "./agenda";
import { editAgenda } from "./agendaedit";
import { fields } from "./field";
import { follow } from "./live";
import { passkeys } from "./passkey";
import { pasteClean } from "./paste";
import { reviewKeys } from "./review";
import { sitting } from "./sitting";
import { checkUploads } from "./upload";

followAgenda();
editAgenda();
fields();
follow();
passkeys();
pasteClean();
reviewKeys();
checkUploads();
sitting();
