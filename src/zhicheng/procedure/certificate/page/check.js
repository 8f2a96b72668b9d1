"use strict";
// The checks of docs/reference/format-certificate.md, in a browser or in Node, with nothing but WebCrypto.
const Check = (() => {
  const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const FIELDS = ["number", "name", "person", "title", "track", "specialty", "committee", "issuer", "document",
    "obtained_on", "issued_on", "valid_in", "status_list", "status_index", "replaces", "key"];
  const text = new TextEncoder();

  const join = (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
    return whole;
  };
  const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
  const fromBase64 = (given) => Uint8Array.from(atob(given), (sign) => sign.charCodeAt(0));
  const toBase64Url = (bytes) =>
    btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const fromBase64Url = (given) => {
    const bytes = fromBase64(given.replace(/-/g, "+").replace(/_/g, "/"));
    if (toBase64Url(bytes) !== given) throw new Error("not in its one form");
    return bytes;
  };
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

  // RFC 8785 for text, whole numbers, lists and objects: all that these formats hold.
  const canonical = (value) => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value !== null && typeof value === "object")
      return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
    if (typeof value === "string" || (Number.isSafeInteger(value) && !Object.is(value, -0))) return JSON.stringify(value);
    throw new Error("a value of another kind");
  };

  const statementIn = (given) => {
    const found = /^zc1\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})$/.exec(given.trim().split("#").pop());
    if (!found || given.length > 4000) throw new Error("no statement");
    const raw = fromBase64Url(found[1]);
    const values = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(raw));
    const fits = Array.isArray(values) && values.length === FIELDS.length &&
      values.every((value, at) => (FIELDS[at] === "status_index" ? Number.isSafeInteger(value) && value >= 0 : typeof value === "string"));
    if (!fits || !same(text.encode(canonical(values)), raw)) throw new Error("no statement");
    const content = Object.fromEntries(FIELDS.map((field, at) => [field, values[at]]));
    return { content, signed: join(text.encode("zhicheng-certificate/1\n"), raw), signature: fromBase64Url(found[2]) };
  };

  const verified = async (key, data, signature) => {
    if (signature.length !== 64) return false;
    const [r, s] = [0, 32].map((at) => BigInt("0x" + hex(signature.slice(at, at + 32))));
    if (r < 1n || r >= ORDER || s < 1n || s > ORDER / 2n) return false;
    const kind = { name: "ECDSA", namedCurve: "P-256" };
    const open = await crypto.subtle.importKey("spki", fromBase64(key.public), kind, false, ["verify"]);
    return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, open, signature, data);
  };

  const DAY = /^\d{4}-\d\d-\d\d$/;
  // A key as the key file has it: there once, in form, its name agrees with it, its certificate holds the same public key.
  const keyOf = async (keys, id) => {
    const found = keys.keys.filter((one) => one.id === id), [key] = found;
    if (found.length !== 1 || key.algorithm !== "ES256" || !["in-use", "retired", "compromised"].includes(key.state)) return null;
    if (!DAY.test(key.from) || !(key.until === "" || DAY.test(key.until))) return null;
    const spki = fromBase64(key.public);
    if (hex(await sha256(spki)).slice(0, 16) !== id) return null;
    return hex(fromBase64(key.certificate)).includes(hex(spki)) ? key : null;
  };
  const beijingDay = (moment) => new Date(moment.getTime() + 8 * 3600e3).toISOString().slice(0, 10);
  const inUse = (key, day) => {
    if (key.state === "compromised") return "key-void";
    return key.from <= day && (key.until === "" || day <= key.until) ? "" : "key-not-then";
  };

  const bitsOf = async (packed) => {
    if (packed[0] !== "u") throw new Error("no bit string");
    const opened = new Blob([fromBase64Url(packed.slice(1))]).stream().pipeThrough(new DecompressionStream("gzip"));
    const bits = new Uint8Array(await new Response(opened).arrayBuffer());
    if (bits.length * 8 < 131072 || bits.length * 8 > 1 << 24) throw new Error("too short or too long");
    return bits;
  };
  const bit = (bits, index) => (bits[index >> 3] & (0x80 >> (index & 7))) !== 0;

  const checkList = async (add, content, list, keys, now) => {
    const subject = list.credential.credentialSubject;
    const [ended, reissued] = [await bitsOf(subject.encodedList), await bitsOf(list.reissued)];
    if (ended.length !== reissued.length || reissued.some((byte, at) => byte & ~ended[at])) throw new Error("no status list");
    const key = await keyOf(keys, list.key);
    const made = new Date(list.credential.validFrom);
    const { signature, ...rest } = list;
    let why = "";
    if (list.format !== "zhicheng-status/1" || list.name !== content.status_list || content.status_index >= ended.length * 8) why = "other-list";
    else if (!key) why = "key-unknown";
    else if (inUse(key, beijingDay(made))) why = inUse(key, beijingDay(made));
    else if (!(await verified(key, join(text.encode("zhicheng-status/1\n"), text.encode(canonical(rest))), fromBase64(signature)))) why = "list-forged";
    add("list-signature", why === "", why);
    const early = now < made - 86400e3, current = !early && now <= new Date(list.credential.validUntil);
    add("list-current", current, current ? "" : early ? "list-early" : "list-expired");
    const after = beijingDay(made) >= content.issued_on;
    add("list-after-issue", after, after ? "" : "list-older");
    if (why) return add("not-ended", null, "list-unusable");
    if (bit(ended, content.status_index)) return add("not-ended", false, bit(reissued, content.status_index) ? "re-issued" : "revoked");
    return add("not-ended", current && after ? true : null, current && after ? "" : "list-unusable");
  };

  const OID = {
    sha256: "300b0609608648016503040201", ecdsa: "300a06082a8648ce3d040302", data: "06092a864886f70d010701",
    signed: "06092a864886f70d010702", type: "06092a864886f70d010903", digest: "06092a864886f70d010904", cert: "060b2a864886f70d010910022f",
  };
  const fromHex = (given) => Uint8Array.from(given.match(/../g) || [], (pair) => parseInt(pair, 16));
  const der = (tag, ...parts) => {
    const inside = join(...parts), size = inside.length;
    if (size < 128) return join([tag, size], inside);
    return size < 256 ? join([tag, 0x81, size], inside) : join([tag, 0x82, size >> 8, size & 255], inside);
  };
  // One DER value at a place: where its content begins, where it ends.
  const value = (bytes, at) => {
    let size = bytes[at + 1], start = at + 2;
    if (size > 0x80) {
      const count = size & 0x7f;
      size = bytes.slice(start, start + count).reduce((sum, byte) => sum * 256 + byte, 0);
      start += count;
    }
    return { at, start, end: start + size };
  };
  // Serial number and issuer of a certificate, as they stand in it: version, serial, algorithm, issuer.
  const serialAndIssuer = (certificate) => {
    let here = value(certificate, value(certificate, value(certificate, 0).start).start);
    if (certificate[here.at] === 0xa0) here = value(certificate, here.end);
    const serial = certificate.slice(here.at, here.end);
    const issuer = value(certificate, value(certificate, here.end).end);
    return [certificate.slice(issuer.at, issuer.end), serial];
  };
  // r and s of a DER signature as 64 bytes; nothing when it is not in its one form (written anew it would differ).
  const asInteger = (bytes) => {
    const plain = bytes.slice(bytes.findIndex((byte) => byte !== 0));
    return der(2, plain[0] & 0x80 ? join([0], plain) : plain);
  };
  const rawSignature = (given) => {
    const first = value(given, 2), second = value(given, first.end);
    const parts = [first, second].map((part) => given.slice(part.start, part.end)).map((part) => (part[0] === 0 ? part.slice(1) : part));
    if (parts.some((part) => part.length < 1 || part.length > 32)) return new Uint8Array();
    const raw = join(...parts.map((part) => join(new Uint8Array(32 - part.length), part)));
    return same(der(0x30, asInteger(raw.slice(0, 32)), asInteger(raw.slice(32))), given) ? raw : new Uint8Array();
  };
  const oneByte = (bytes) => new TextDecoder("latin1").decode(bytes);

  const checkFile = async (add, pdf, plain, key) => {
    if (key && key.kind !== "platform") return add("file-signature", null, "other-seal");
    const range = /\/ByteRange *\[ *0 +([0-9]{1,10}) +([0-9]{1,10}) +([0-9]{1,10}) *\]/.exec(plain);
    const [start, end, rest] = range ? range.slice(1).map(Number) : [0, 0, 0];
    const whole = range && plain.split("/ByteRange").length === 2 && start < end && end + rest === pdf.length;
    if (!whole || plain[start] !== "<" || plain[end - 1] !== ">" || !/^[0-9A-F]*$/.test(plain.slice(start + 1, end - 1)))
      return add("one-signature", false, "not-whole");
    add("one-signature", true);
    const digest = await sha256(join(pdf.slice(0, start), pdf.slice(end)));
    const cms = fromHex(plain.slice(start + 1, end - 1)), held = cms.slice(0, value(cms, 0).end);
    const unchanged = hex(held).includes(`${OID.digest}31220420${hex(digest)}`);
    add("file-unchanged", unchanged, unchanged ? "" : "changed");
    if (!key) return add("file-signature", null, "key-unknown");
    const certificate = fromBase64(key.certificate), sha = fromHex(OID.sha256);
    const list = join(
      der(0x30, fromHex(OID.type), der(0x31, fromHex(OID.data))), der(0x30, fromHex(OID.digest), der(0x31, der(4, digest))),
      der(0x30, fromHex(OID.cert), der(0x31, der(0x30, der(0x30, der(0x30, der(4, await sha256(certificate))))))));
    const build = (signature) => {
      const signer = der(0x30, [2, 1, 1], der(0x30, ...serialAndIssuer(certificate)), sha, der(0xa0, list), fromHex(OID.ecdsa), der(4, signature));
      const body = der(0x30, [2, 1, 1], der(0x31, sha), der(0x30, fromHex(OID.data)), der(0xa0, certificate), der(0x31, signer));
      return der(0x30, fromHex(OID.signed), der(0xa0, body));
    };
    for (let size = 8; size <= 72; size++) {
      const signature = held.slice(held.length - size);
      if (same(build(signature), held) && cms.slice(held.length).every((byte) => byte === 0))
        if (await verified(key, der(0x31, list), rawSignature(signature))) return add("file-signature", true);
    }
    return add("file-signature", false, "file-forged");
  };

  const outcome = (findings) => {
    const held = Object.fromEntries(findings.map((one) => [one.code, one.holds]));
    const elsewhere = "file-signature" in held && !("one-signature" in held);
    const own = ["one-signature", "file-unchanged", "key-known", "key-in-use", "file-signature", "statement-signature"]
      .filter((code) => code in held && !(elsewhere && code === "file-signature"));
    if (!("statement-signature" in held) || !own.every((code) => held[code])) return "unsound";
    if (held["not-ended"] === false) return findings.find((one) => one.code === "not-ended").why;
    if (elsewhere) return "sealed-elsewhere";
    if (!("not-ended" in held)) return "sound";
    return ["list-signature", "list-current", "list-after-issue", "not-ended"].every((code) => held[code]) ? "valid" : "uncertain";
  };

  // What a code or a file says and what is found: { content, findings, outcome }. Throws when it is no certificate at all.
  const check = async (given, keys, lists, now) => {
    const findings = [], add = (code, holds, why = "") => void findings.push({ code, holds, why });
    const pdf = typeof given === "string" ? null : given, plain = pdf && oneByte(pdf);
    const inside = pdf && plain.startsWith("%PDF-") ? [...plain.matchAll(/<zhicheng:statement>([A-Za-z0-9_.-]{1,4000})<\/zhicheng:statement>/g)] : [];
    if (pdf && inside.length !== 1) throw new Error("no certificate");
    const { content, signed, signature } = statementIn(pdf ? inside[0][1] : given);
    const key = keys ? await keyOf(keys, content.key) : null;
    if (pdf) await checkFile(add, pdf, plain, key);
    if (key) {
      add("key-known", true);
      add("key-in-use", inUse(key, content.issued_on) === "", inUse(key, content.issued_on));
      const right = await verified(key, signed, signature);
      add("statement-signature", right, right ? "" : "statement-forged");
    } else add("key-known", keys ? false : null, keys ? "key-unknown" : "no-keys");
    const list = lists.filter((one) => one.name === content.status_list).sort((one, other) => other.sequence - one.sequence)[0];
    if (list && keys) await checkList(add, content, list, keys, now);
    return { content, findings, outcome: outcome(findings) };
  };
  const fingerprint = async (keys) => hex(await sha256(text.encode(canonical(keys))));
  return { check, fingerprint, FIELDS };
})();
if (typeof module !== "undefined") module.exports = Check;
