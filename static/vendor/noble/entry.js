import { sha256, sha512 } from "@noble/hashes/sha2";
import { verify, etc } from "@noble/ed25519";
etc.sha512Sync = (...parts) => sha512(etc.concatBytes(...parts));
export { sha256, verify };
