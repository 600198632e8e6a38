import { followAgenda } from "./agenda";
import { reviewKeys } from "./review";

followAgenda();
reviewKeys();
