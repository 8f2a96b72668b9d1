/*
 * The voter's half of the ballot, two stamps and a sealed envelope (docs/reference/format-ballots.md, cited by §), for
 * a page (`zhichengVoter`) and for Node (`require`). No dependency: WebCrypto, and BigInt for RFC 9474 and OAEP. All
 * secrets follow from the seed on the member's card, so any device with the card sends the same bytes again.
 */
"use strict";
(function (scope) {
  const subtle = scope.crypto.subtle;

  /** Why nothing more is done: a code; with the refusals another party gave, or the applicants it is about. */
  class Refused extends Error {
    constructor(code, refusals = [], about = []) { super(code), Object.assign(this, { code, refusals, about }); }
  }
  const refuse = (code) => { throw new Refused(code); };
  const insist = (holds, code) => holds || refuse(code);

  // ---------------------------------------------------------------- bytes and digests (§1)
  const text = (value) => new TextEncoder().encode(value);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const unhex = (digits) => Uint8Array.from(digits.match(/../g) || [], (pair) => parseInt(pair, 16));
  const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const number = (bytes) => BigInt("0x" + (hex(bytes) || "0"));
  const octets = (value, length) => unhex(value.toString(16).padStart(2 * length, "0"));

  function join(...parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
    return whole;
  }

  /** The one way to write a value as bytes (RFC 8785): keys sorted, no blanks, whole numbers only. */
  const canonical = (value) => text(written(value));
  function written(value) {
    if (Array.isArray(value)) return "[" + value.map(written).join(",") + "]";
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    return "{" + Object.keys(value).sort().map((key) => JSON.stringify(key) + ":" + written(value[key])).join(",") + "}";
  }

  const sha256 = async (...parts) => new Uint8Array(await subtle.digest("SHA-256", join(...parts)));
  const sha384 = async (...parts) => new Uint8Array(await subtle.digest("SHA-384", join(...parts)));
  const digest = async (value) => hex(await sha256(canonical(value)));

  async function hmac(code, label, message) {
    const key = await subtle.importKey("raw", code, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return hex(new Uint8Array(await subtle.sign("HMAC", key, join(text(label + "\n"), message))));
  }

  /** Whether a statement's signature is that of the key at this point of P-256. */
  async function signed(statement, signature, point) {
    const curve = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    const key = await subtle.importKey("raw", bytes(point, 65), curve, false, ["verify"]);
    return subtle.verify(curve, key, bytes(signature, 64), join(text(statement.format + "\n"), canonical(statement)));
  }

  /** The root over leaf hashes (RFC 9162, 2.1.1). */
  async function root(leaves) {
    if (leaves.length < 2) return leaves.length ? leaves[0] : sha256();
    let split = 1;
    while (2 * split < leaves.length) split *= 2;
    return sha256([1], await root(leaves.slice(0, split)), await root(leaves.slice(split)));
  }

  // ---------------------------------------------------------------- cards (§3)
  const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const CARDS = { seed: ["zhicheng-ballot-seed/1", 32], admission: ["zhicheng-ballot-admission/1", 12] };

  /** A card's number: payload and three bytes of checksum in base 32, in groups of four. */
  async function writeCard(kind, payload) {
    const check = (await sha256(text(CARDS[kind][0]), [0], payload)).slice(0, 3);
    const digits = number(join(payload, check)).toString(32).padStart(((payload.length + 3) * 8) / 5, "0");
    return Array.from(digits, (digit) => LETTERS[parseInt(digit, 32)]).join("").match(/.{4}/g).join("-");
  }

  /** The bytes on a card as somebody typed it: case, width, blanks and `-` don't matter, O is 0, I and L are 1. */
  async function readCard(kind, typed) {
    const plain = typed.normalize("NFKC").toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
    const digits = Array.from(plain, (letter) => LETTERS.indexOf(letter));
    const size = CARDS[kind][1];
    insist(digits.length === ((size + 3) * 8) / 5 && !digits.includes(-1), "bad-card");
    const data = octets(digits.reduce((sum, digit) => sum * 32n + BigInt(digit), 0n), size + 3);
    insist((await writeCard(kind, data.slice(0, size))).replace(/-/g, "") === plain, "bad-card");
    return data.slice(0, size);
  }

  // ---------------------------------------------------------------- stamps: RFC 9474, RSABSSA-SHA384 (§6)
  function power(base, exponent, modulus) {
    let result = 1n;
    for (const bit of exponent.toString(2)) result = (result * result * (bit === "1" ? base : 1n)) % modulus;
    return result;
  }

  function inverse(value, modulus) {
    let [left, right, here, next] = [modulus, value % modulus, 0n, 1n];
    while (right) {
      const times = left / right;
      [left, right, here, next] = [right, left - times * right, next, here - times * next];
    }
    insist(left === 1n, "bad-key");
    return ((here % modulus) + modulus) % modulus;
  }

  const bitsOf = (modulus) => modulus.toString(2).length;
  /** Xor MGF1 of `seed`, with SHA-384, onto `block`, which is answered (RFC 8017, B.2.1). */
  async function mask(block, seed) {
    for (let at = 0, counter = 0; at < block.length; at += 48, counter += 1) {
      const part = await sha384(seed, octets(BigInt(counter), 4));
      for (let i = at; i < Math.min(at + 48, block.length); i += 1) block[i] ^= part[i - at];
    }
    return block;
  }

  /** EMSA-PSS-ENCODE with SHA-384 and MGF1 (RFC 8017, 9.1.1), as a number; `bits` is the modulus' length less one. */
  async function encoded(message, salt, bits) {
    const length = Math.ceil(bits / 8);
    const hash = await sha384(new Uint8Array(8), await sha384(message), salt);
    const block = await mask(join(new Uint8Array(length - salt.length - 50), [1], salt), hash);
    block[0] &= 0xff >> (8 * length - bits);
    return number(join(block, hash, [0xbc]));
  }

  /** Blind a message with a factor from 1 to n - 1: what the issuer gets to see, and what is kept to lift the blind. */
  async function blind({ n, e }, message, salt, factor) {
    const encoding = await encoded(message, salt, bitsOf(n) - 1);
    inverse((encoding * factor) % n, n); // refuses a divisor in common: by it the key's maker would know the ballot again
    return { blinded: (encoding * power(factor, e, n)) % n, factor, encoding };
  }

  /** The stamp on the message itself; refuses what this issuer's key did not make for it. */
  function finalize({ n, e }, { factor, encoding }, stamp) {
    const signature = (stamp * inverse(factor, n)) % n;
    insist(stamp < n && power(signature, e, n) === encoding, "bad-stamp");
    return signature;
  }

  // ---------------------------------------------------------------- what the platform says, and its form
  /** The object itself if it has exactly these members; `each` asks it of all objects in a list. */
  function exactly(value, names) {
    const same = Object.keys(value ?? {}).sort().join(" ") === names.split(" ").sort().join(" ");
    return same ? value : refuse("bad-form");
  }
  const each = (list, names) => (Array.isArray(list) ? list.map((one) => exactly(one, names)) : refuse("bad-form"));

  /** The bytes of a base64 text of exactly this length, written in the one right way. */
  function bytes(letters, length) {
    insist(typeof letters === "string" && /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2,3}={1,2})?$/.test(letters), "bad-form");
    const found = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
    insist(found.length === length && base64(found) === letters, "bad-form");
    return found;
  }

  function publicKey({ n, e, ...more }, length) {
    const key = { n: number(bytes(n, length)), e: BigInt(e) };
    return e === 65537 && bitsOf(key.n) === 8 * length && !Object.keys(more).length ? key : refuse("bad-form");
  }

  /** A session's keys as numbers (§4): `keys` by applicant and issuer, none twice, and the `opening` key. */
  function keysOf(file) {
    exactly(file, "format meeting vote run repeats attendance majority members present applicants opening_key signing");
    insist(file.format === "zhicheng-ballot-session/1", "bad-form");
    const keys = new Map();
    for (const one of each(file.applicants, "applicant missed recused platform supervisor"))
      keys.set(one.applicant, { platform: publicKey(one.platform, 256), supervisor: publicKey(one.supervisor, 256) });
    const moduli = new Set([...keys.values()].flatMap((pair) => [pair.platform.n, pair.supervisor.n]));
    insist(moduli.size === 2 * file.applicants.length, "bad-form");
    return { keys, opening: publicKey(file.opening_key, 384) };
  }

  // ---------------------------------------------------------------- ballot and envelope (§5, §7)
  /** What draws a session's secrets from the seed by HKDF-SHA-256: (what, applicant, choice, length) → bytes. */
  async function drawer(seed, session) {
    const key = await subtle.importKey("raw", seed, "HKDF", false, ["deriveBits"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: unhex(session) };
    return async (what, applicant, choice, length) => {
      const info = text(["zhicheng-ballot/1", what, applicant, choice].join("\0"));
      return new Uint8Array(await subtle.deriveBits({ ...how, info }, key, 8 * length));
    };
  }

  /** A ballot and all that follows from seed, session and choice; `blind(issuer)` is reckoned once, when asked for. */
  async function makeBallot(secret, session, keys, applicant, choice) {
    const draw = (what, length) => secret(what, applicant, choice, length);
    const ballot = { format: "zhicheng-ballot/1", session, applicant, choice, number: hex(await draw("number", 16)) };
    const prefix = await draw("prefix", 32);
    const blinds = {};
    const made = { applicant, choice, row: { ballot, prefix: base64(prefix) }, draw };
    made.blind = async (issuer) => {
      const factor = number(await draw("blind-" + issuer, 272)) % keys[issuer].n;
      const message = join(prefix, canonical(ballot));
      return (blinds[issuer] ??= await blind(keys[issuer], message, await draw("salt-" + issuer, 48), factor));
    };
    made.asked = async (issuer) => ({ applicant, blinded: base64(octets((await made.blind(issuer)).blinded, 256)) });
    return made;
  }

  /** Seals 32 bytes under the opening key: RSAES-OAEP with SHA-384 and a seed of our own. */
  async function sealedKey({ n, e }, secret, seed) {
    const block = await mask(join(await sha384(), new Uint8Array(254), [1], secret), seed);
    const front = await mask(Uint8Array.from(seed), block);
    return octets(power(number(join(front, block)), e, n), 384);
  }

  /** The envelope of a stamped ballot, the same whenever and wherever it is made, and its leaf; `proof` of it. */
  async function seal(session, opening, { applicant, row, draw }) {
    const [secret, grain] = [await draw("envelope-key", 32), await draw("envelope-seed", 48)];
    const aes = await subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt"]);
    const format = "zhicheng-ballot-envelope/1";
    const how = { name: "AES-GCM", iv: new Uint8Array(12), additionalData: text([format, session, applicant].join("\n")) };
    const sealed = base64(new Uint8Array(await subtle.encrypt(how, aes, canonical(row))));
    const envelope = { format, session, applicant, key: base64(await sealedKey(opening, secret, grain)), sealed };
    const proof = { format: "zhicheng-ballot-proof/1", row, envelope_key: base64(secret), envelope_seed: base64(grain) };
    return { envelope, leaf: hex(await sha256([0], canonical(envelope))), proof };
  }

  // ---------------------------------------------------------------- the member at work (§8 to §10)
  const PART = 20; // applicants in one message
  /** One member in one vote: `hello` (often), `cast`, `confirm`, `check`, `forget`. `send` brings a message's answer. */
  class Voter {
    constructor({ meeting, vote, member, seed, code, send }) {
      Object.assign(this, { meeting, vote, member, send, cards: { seed, code }, session: null });
    }

    /** What stands: session, stage, our ballots found again from the record. Only `anew` another session is entered. */
    async hello(anew = false) {
      const { meeting, vote, member } = this;
      const message = { format: "zhicheng-ballot-hello/1", meeting, vote, member };
      const state = await this.ask(message, "state", "stage signed tag requests received closing leaves board");
      const session = await digest(exactly(state.signed, "session signatures").session);
      insist(anew || [null, session].includes(this.session), "new-session");
      if (session !== this.session) await this.enter(session, state);
      await this.recover(each(state.requests, "applicant blinded"));
      this.note(state.received);
      return (this.state = state);
    }

    /** Accept a session: its tag from the supervisor, both signatures, its form; and that it is ours. */
    async enter(session, { signed: { session: file, signatures }, tag }) {
      insist(tag === (await hmac(this.cards.code, "zhicheng-ballot-tag/1", unhex(session))), "bad-tag");
      const read = keysOf(file);
      exactly(signatures, "platform supervisor");
      for (const one of ["platform", "supervisor"])
        insist(await signed(file, signatures[one], file.signing[one]), "bad-signature");
      insist(file.meeting === this.meeting && file.vote === this.vote, "other-vote");
      insist(file.present.includes(this.member), "not-present");
      const secret = await drawer(this.cards.seed, session);
      const make = (applicant, choice) => makeBallot(secret, session, read.keys.get(applicant), applicant, choice);
      const eligible = file.applicants.filter((one) => ![...one.missed, ...one.recused].includes(this.member));
      const mine = eligible.map((one) => one.applicant);
      Object.assign(this, read, { session, file, mine, make, own: new Map(), sent: new Map() });
    }

    /** Find out what was chosen on any device: the choice whose blinded ballot is the one that the platform holds. */
    async recover(requests) {
      for (const { applicant, blinded } of requests) {
        insist(this.mine.includes(applicant), "not-mine");
        const held = this.own.get(applicant);
        const possible = held ? [held] : await Promise.all(["Y", "N", "A"].map((one) => this.make(applicant, one)));
        const theirs = await Promise.all(possible.map(async (one) => (await one.asked("platform")).blinded === blinded));
        insist(theirs.includes(true), "not-mine");
        this.own.set(applicant, possible[theirs.indexOf(true)]);
      }
    }

    /** What has been chosen for good, by applicant. */
    get chosen() { return Object.fromEntries([...this.own].map(([one, made]) => [one, made.choice])); }

    /** Cast these choices ({applicant: "Y" | "N" | "A"}) and go on with whatever was begun, here or elsewhere.
     * What comes too late for any stamp was not begun: nobody can have dropped it. */
    async cast(choices, progress) {
      await this.hello();
      const held = this.chosen;
      const other = Object.keys(choices).filter((one) => one in held && held[one] !== choices[one]);
      if (other.length) throw new Refused("already-chosen", [], other);
      const fresh = this.mine.filter((one) => one in choices && !(one in held));
      for (const one of fresh) this.own.set(one, await this.make(one, choices[one]));
      await this.complete(this.mine.filter((one) => this.own.has(one)), progress).catch((fault) => {
        for (const one of fault.code === "closed" ? fresh : []) if (!this.own.get(one).row.platform) this.own.delete(one);
        throw fault;
      });
    }

    /** Stamps and envelopes for these applicants, a few in each message; what was received before is only compared. */
    async complete(applicants, progress = () => {}) {
      for (let at = 0; at < applicants.length; at += PART) {
        progress(at, applicants.length);
        const part = applicants.slice(at, at + PART).map((one) => this.own.get(one)).filter((made) => !made.leaf);
        for (const issuer of ["platform", "supervisor"]) if (part.length) await this.stamp(issuer, part);
        for (const made of part) Object.assign(made, await seal(this.session, this.opening, made));
        this.note([]);
        if (this.state.stage === "voting") await this.post(applicants.slice(at, at + PART));
      }
      progress(applicants.length, applicants.length);
    }

    /** Have one issuer stamp these ballots; every stamp is checked before anything else is done. */
    async stamp(issuer, ballots) {
      const requests = await Promise.all(ballots.map((made) => made.asked(issuer)));
      const request = this.message("request", { issuer, requests });
      const mac = issuer === "supervisor" ? await this.mac(request) : "";
      const answer = await this.ask({ ...request, mac }, "stamps", "session issuer stamps");
      insist(answer.issuer === issuer, "bad-form");
      const stamps = new Map(each(answer.stamps, "applicant stamp").map((one) => [one.applicant, one.stamp]));
      for (const made of ballots) {
        const stamp = number(bytes(stamps.get(made.applicant), 256));
        const signature = finalize(this.keys.get(made.applicant)[issuer], await made.blind(issuer), stamp);
        made.row[issuer] = base64(octets(signature, 256));
      }
    }

    /** Hand in the envelopes that the platform does not hold yet. */
    async post(applicants) {
      const envelopes = applicants.filter((one) => !this.sent.has(one)).map((one) => this.own.get(one).envelope);
      const message = this.message("envelopes", { envelopes });
      if (envelopes.length) this.note((await this.ask(message, "receipt", "session received")).received);
      insist(applicants.every((one) => this.sent.has(one)), "bad-form");
    }

    /** Note what the platform says it holds; an envelope that is not ours is an alarm. */
    note(received) {
      for (const { applicant, leaf } of each(received, "applicant leaf")) {
        insist((this.sent.get(applicant) ?? leaf) === leaf, "not-my-envelope");
        this.sent.set(applicant, leaf);
      }
      for (const [applicant, leaf] of this.sent)
        insist(this.own.has(applicant) && (this.own.get(applicant).leaf ?? leaf) === leaf, "not-my-envelope");
    }

    /** What the closing says of us: `mine`, for whom an envelope of ours must be in, and which of them are `missing`;
     * `left`, closed without one that we never began (or, says the supervisor, gave up). `sound`: list, root, signature. */
    async closed({ closing: { closing, signature }, leaves, board }) {
      exactly(closing, "format session root count counts missing");
      const ours = (list, names) => each(list, names).filter((one) => one.member === this.member);
      const named = ours(closing.missing, "applicant member reason").map((one) => one.applicant);
      const asked = ours(board?.board.without ?? [], "member reason").length > 0;
      const left = named.filter((one) => !(asked ? this.sent : this.own).has(one));
      const mine = this.mine.filter((one) => !left.includes(one));
      await this.complete(mine.filter((one) => this.own.has(one) && !named.includes(one)));
      const under = new Set(leaves);
      const missing = mine.filter((one) => !under.has(this.own.get(one)?.leaf));
      const found = hex(await root(leaves.map(unhex)));
      const told = closing.session === this.session && closing.root === found && closing.count === under.size;
      const sorted = leaves.every((leaf, i) => i === 0 || leaves[i - 1] < leaf);
      const sound = told && sorted && (await signed(closing, signature, this.file.signing.platform));
      return { mine, missing, left, sound, root: found, count: under.size };
    }

    /** After closing: are all our envelopes under the root? Told to the supervisor. */
    async confirm() {
      const seen = await this.closed({ ...(await this.hello()), board: null }); // none counts before the opening
      const holds = seen.sound && !seen.missing.length;
      if (seen.mine.length) await this.tell("closing", seen.root, holds, seen.missing);
      return { ...seen, holds };
    }

    /** After opening: do all our ballots stand on the board as we made them? Told to the supervisor. */
    async check() {
      const state = await this.hello();
      const { mine, left, sound, ...envelopes } = await this.closed(state);
      const { board, signature } = exactly(state.board, "board signature");
      exactly(board, "format session root rows spoiled without");
      const rows = new Map(board.rows.map((row) => [row.ballot.number, row]));
      const checked = [];
      for (const { row, leaf, proof } of mine.flatMap((one) => this.own.get(one) ?? [])) {
        const { applicant, choice, number: serial } = row.ballot;
        const found = rows.has(serial) && (await digest(rows.get(serial))) === (await digest(row));
        const spoiled = board.spoiled.find((one) => one.leaf === leaf)?.reason;
        checked.push({ applicant, choice, number: serial, leaf, proof, spoiled, found });
      }
      const there = (applicant) => checked.some((one) => one.applicant === applicant && one.found);
      const missing = mine.filter((one) => envelopes.missing.includes(one) || !there(one));
      const ours = board.session === this.session && board.root === envelopes.root;
      const holds = sound && ours && !missing.length && (await signed(board, signature, this.file.signing.supervisor));
      if (mine.length) await this.tell("board", await digest(board), holds, missing);
      return { holds, missing, left, checked };
    }

    async tell(of, value, holds, missing) {
      const said = this.message("confirmation", { of, digest: value, holds, missing });
      await this.ask({ ...said, mac: await this.mac(said) }, "noted", "session of");
    }
    message(kind, more) {
      return { format: `zhicheng-ballot-${kind}/1`, session: this.session, member: this.member, ...more };
    }
    mac(message) { return hmac(this.cards.code, "zhicheng-ballot-mac/1", canonical(message)); }
    /** Send a message; the answer is of this kind, for us, with exactly these members, or it is a refusal. */
    async ask(message, kind, names) {
      const answer = await this.send(message);
      if (answer?.format === "zhicheng-ballot-refusal/1") throw new Refused(answer.refusals[0].code, answer.refusals);
      exactly(answer, "format member " + names);
      insist(answer.format === `zhicheng-ballot-${kind}/1` && answer.member === this.member, "bad-form");
      insist((answer.session ?? this.session) === this.session, "bad-form");
      return answer;
    }

    /** Forget seed, code, choices and numbers. */
    forget() {
      for (const secret of Object.values(this.cards)) secret.fill(0);
      this.make = this.state = this.own = this.sent = null;
    }
  }

  const parts = { hex, unhex, canonical, digest, hmac, root, inverse, blind, finalize, drawer };
  scope.zhichengVoter = { ...parts, writeCard, readCard, Refused, Voter };
  if (typeof module !== "undefined") module.exports = scope.zhichengVoter;
})(globalThis);
