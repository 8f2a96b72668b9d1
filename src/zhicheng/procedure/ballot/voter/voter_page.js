/*
 * The face of the voter's half: what a member sees and presses. It shows what voter.js does and decides nothing itself;
 * what it says stands in voter_words.js.
 *
 * Opened as voter.html#meeting=…&vote=…&member=… (and lang=en). Messages are posted to `messages` beside the page; if
 * `names.json` stands there ({"a-001": "…"}), names are shown and their fingerprint is compared with the wall.
 */
"use strict";
(function () {
  const { Voter, Refused, writeCard, readCard, digest } = zhichengVoter;
  const say = zhichengWords;
  const at = (id) => document.getElementById(id);
  const asked = new URLSearchParams(location.hash.slice(1));
  const STEPS = { enter: 0, card: 0, compare: 1, vote: 2, review: 2, casting: 2, wait: 3, closed: 3, board: 4, done: 5 };
  const LOOK_AGAIN = 5000; // milliseconds between two looks at the platform, while there is nothing to do but wait

  const LAST = ["not-secure", "bad-signature", "not-my-envelope", "different"]; // after these there is nothing to try again

  const TOLD = ["alarm", "facts", "rules", "applicants", "tally", "review-list", "cast-text", "closed-text", "board-text", "rows",
    "objection-text", "proof"]; // what tells something about the member's votes

  let voter = null;
  let names = {};
  let here = "enter";
  let looking = 0; // the clock that looks again
  let seeing = null; // the look that is going on

  // ---------------------------------------------------------------- text

  function element(name, attributes = {}, ...children) {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...children);
    return made;
  }

  /** One text in both languages; the stylesheet shows the one that the page is read in. */
  function both([zh, en]) {
    const made = document.createDocumentFragment();
    made.append(element("span", { className: "zh" }, zh), element("span", { className: "en" }, en));
    return made;
  }

  const put = (id, ...children) => at(id).replaceChildren(...children);
  const groups = (digits) => digits.slice(0, 16).match(/.{4}/g);
  const words = (id, digits) => put(id, ...groups(digits).map((one) => element("li", {}, one)));
  const fact = (count, pair) => element("li", {}, element("b", {}, String(count)), both(pair));
  const note = (kind, pair) => element("p", { className: "note " + kind }, both(pair));
  const cell = (kind, pair) => element("td", { className: kind }, both(pair));
  const button = (pair, act) => element("button", { type: "button", onclick: act }, both(pair));
  const acts = (...buttons) => element("p", { className: "acts" }, ...buttons);
  const listed = (codes) => [codes.join("、"), codes.join(", ")];
  const named = (applicant) => (names[applicant] ? `${names[applicant]}（${applicant}）` : applicant);

  /** An applicant in an element of this kind: the name with the code below it, or the code. */
  function called(kind, applicant) {
    const code = names[applicant] ? [element("small", {}, applicant)] : [];
    const made = element(kind, {}, names[applicant] || applicant, ...code);
    if (kind === "th") made.scope = "row";
    return made;
  }

  const sections = () => document.querySelectorAll("main > section");

  /** Show one section; the reader's place goes to its heading. */
  function show(id) {
    for (const section of sections()) section.hidden = section.id !== id;
    [...at("steps").children].forEach((step, i) => {
      step.className = i < STEPS[id] ? "done" : "";
      if (i === STEPS[id]) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
    if (here !== id) at(id).querySelector("h1").focus();
    here = id;
  }

  /** Say above what is wrong, and offer what can be done about it. */
  function alarm(fault) {
    const code = fault instanceof Refused ? fault.code : fault.message === "offline" ? "offline" : "bad-form";
    const told = code in say.refused ? [say.refused[code]] : fault.refusals.map(({ zh, en }) => [zh, en]);
    put("alarm", ...told.map((pair) => note("bad", pair)));
    if (fault.about?.length) at("alarm").append(note("bad", listed(fault.about.map(named))));
    if (code === "new-session") at("alarm").append(acts(button(say.renew, renew)));
    if (LAST.includes(code)) for (const section of sections()) section.hidden = true;
    at("alarm").scrollIntoView();
  }

  /** Do something, once at a time; what is wrong is said above, and nothing else happens. */
  async function doing(act) {
    const able = (yes) => document.querySelectorAll("main button").forEach((one) => (one.disabled = !yes));
    put("alarm");
    able(false);
    try {
      await act();
    } catch (fault) {
      if (!(fault instanceof Refused) && fault.message !== "offline") console.warn(fault);
      alarm(fault);
    } finally {
      able(true);
    }
  }

  // ---------------------------------------------------------------- messages

  async function send(message) {
    const offline = () => { throw new Error("offline"); };
    const headers = { "Content-Type": "application/json" };
    const post = { method: "POST", headers, body: JSON.stringify(message), cache: "no-store" };
    const answer = await fetch("messages", post).catch(offline);
    if (answer.status === 401 || answer.status === 403) throw new Refused("not-signed-in");
    if (answer.status >= 500) offline();
    return answer.json();
  }

  async function readNames() {
    const answer = await fetch("names.json", { cache: "no-store" }).catch(() => null);
    names = Object.assign(Object.create(null), answer?.ok ? await answer.json() : {});
    at("names").hidden = !Object.keys(names).length;
    words("names-fingerprint", await digest(names));
  }

  // ---------------------------------------------------------------- enter, card, compare

  async function enter() {
    const old = at("enter-form").elements.seed.value === "old";
    const code = await readCard("admission", at("code").value);
    const seed = old ? await readCard("seed", at("seed").value) : crypto.getRandomValues(new Uint8Array(32));
    const who = Object.fromEntries(["meeting", "vote", "member"].map((one) => [one, asked.get(one)]));
    voter = new Voter({ ...who, seed, code, send });
    await voter.hello();
    await readNames();
    for (const id of ["code", "seed"]) at(id).value = "";
    if (old) return compare();
    put("groups", ...(await writeCard("seed", seed)).split("-").map((one) => element("li", {}, one)));
    show("card");
  }

  /** The card was written down if its last group can be read from it. */
  function written() {
    const typed = at("last").value.normalize("NFKC").toUpperCase().replace(/[\s-]/g, "");
    const last = typed.replace(/O/g, "0").replace(/[IL]/g, "1");
    if (last !== at("groups").lastChild.textContent) throw new Refused("bad-card");
    put("groups");
    at("last").value = "";
    compare();
  }

  /** What everybody has to see alike, and what concerns this member alone. */
  function compare() {
    const { file, session, mine } = voter;
    const others = file.applicants.map((one) => one.applicant).filter((one) => !mine.includes(one));
    const facts = [[`${file.present.length} / ${file.members.length}`, say.present]];
    facts.push([file.applicants.length, say.applicants], [mine.length, say.mine]);
    if (others.length) facts.push([others.length, say.without]);
    if (file.run > 1) facts.push([file.run, say.run]);
    words("fingerprint", session);
    put("facts", ...facts.map(([count, pair]) => fact(count, pair)));
    put("rules", element("p", {}, both(say.rule(file.majority))), folded(say.thosePresent, file.present));
    if (others.length) at("rules").append(folded(say.notMine, others.map(named)));
    show("compare");
  }

  const folded = (pair, codes) =>
    element("details", {}, element("summary", {}, both(pair)), element("p", {}, both(listed(codes))));

  // ---------------------------------------------------------------- vote, review, cast

  /** Go where this member stands: choose, go on with what was begun, or wait. */
  async function proceed() {
    if (voter.state.stage !== "voting") return look();
    if (Object.keys(voter.chosen).length) return cast({});
    ask();
  }

  /** Ask about those applicants who are still open; nobody is: wait. */
  function ask() {
    const open = voter.mine.filter((one) => !(one in voter.chosen));
    if (!open.length) return waiting();
    put("applicants", ...open.map(question));
    count();
    show("vote");
  }

  function question(applicant) {
    const mark = (value) => element("input", { type: "radio", name: applicant, value });
    const choices = Object.entries(say.choices).map(([value, pair]) => element("label", {}, mark(value), both(pair)));
    const field = element("fieldset", {}, called("legend", applicant));
    field.append(element("div", { className: "choices" }, ...choices));
    return element("li", {}, field);
  }

  const chosen = () => Object.fromEntries(new FormData(at("vote-form")));
  const questions = () => [...at("applicants").children];
  const answered = (one, made) => one.querySelector("input").name in made;

  function count() {
    const made = chosen();
    const [done, all] = [Object.keys(made).length, questions().length];
    put("counted", both(say.counted(done, all)));
    Object.assign(at("counted-bar"), { value: done, max: all });
    const hide = (one) => at("open-only").checked && answered(one, made) && !one.contains(document.activeElement);
    for (const one of questions()) one.hidden = hide(one);
  }

  /** Show what was chosen, once more; whoever is still open is asked first. */
  function review() {
    const made = chosen();
    const open = questions().find((one) => !answered(one, made));
    if (open) {
      open.hidden = false;
      open.querySelector("input").focus();
      put("alarm", note("warn", say.open));
      return;
    }
    const times = (value) => Object.values(made).filter((one) => one === value).length;
    const row = ([applicant, value]) => element("tr", {}, called("th", applicant), cell("", say.choices[value]));
    put("tally", ...Object.entries(say.choices).map(([value, pair]) => fact(times(value), pair)));
    put("review-list", element("table", {}, element("tbody", {}, ...Object.entries(made).map(row))));
    show("review");
  }

  /** Cast, and say how far it is; if it stops, it is taken up where it stopped. */
  async function cast(choices) {
    show("casting");
    at("again").hidden = true;
    try {
      await voter.cast(choices, (done, all) => {
        Object.assign(at("casting-bar"), { value: done, max: all || 1 });
        put("casting-text", both(say.progress(done, all)));
      });
    } catch (fault) {
      at("again").hidden = false;
      at("again").onclick = () => doing(() => cast(choices));
      if (fault.code === "closed") later();
      throw fault;
    }
    put("review-list");
    ask();
  }

  function waiting() {
    put("applicants");
    put("cast-text", both(voter.mine.length ? say.received(voter.sent.size) : say.nobody));
    show("wait");
    later();
  }

  // ---------------------------------------------------------------- after closing, after opening

  function later() {
    clearTimeout(looking);
    const again = (fault) => (fault.message === "offline" ? later() : alarm(fault));
    looking = setTimeout(() => look().catch(again), LOOK_AGAIN);
  }

  /** See how things stand, and go on if they have changed; one look at a time, pressed for or not. */
  const look = () => (seeing ??= see().finally(() => (seeing = null)));
  async function see() {
    clearTimeout(looking);
    const { stage } = await voter.hello();
    const tooLate = (fault) => (fault.code === "closed" ? later() : Promise.reject(fault)); // being opened just now
    if (stage === "closed" && here !== "closed") return closed().catch(tooLate);
    if (stage === "opened" && here !== "board") return board();
    if (stage === "void") put("alarm", note("warn", say.given_up));
    later();
  }

  async function closed() {
    const { holds, mine, missing, left, root, count } = await voter.confirm();
    words("root", root);
    if (!mine.length) {
      put("closed-title", both(say.closed));
      put("closed-text", note("", say.noneOfYours(count)));
    } else {
      put("closed-title", both(holds ? say.allIn : say.notIn));
      const bad = say.missing(listed(missing.map(named)));
      put("closed-text", holds ? note("good", say.under(count, mine.length)) : note("bad", bad));
    }
    if (left.length) at("closed-text").append(note("warn", say.left(listed(left.map(named)))));
    show("closed");
    later();
  }

  async function board() {
    const { holds, missing, left, checked } = await voter.check();
    const none = holds && !checked.length;
    put("board-title", both(none ? say.opened : holds ? say.allOnBoard : say.boardDiffers));
    const good = none ? note("", say.notOnBoard) : note("good", say.compared(checked.length));
    put("board-text", holds ? good : note("bad", say.object));
    if (left.length) at("board-text").append(note("warn", say.left(listed(left.map(named)))));
    put("rows", ...(checked.length ? rows(checked) : []));
    at("objection").hidden = holds;
    if (!holds) objection(missing, checked);
    show("board");
    later();
  }

  function rows(checked) {
    const state = (one) => (one.found ? say.found : one.spoiled ? say.spoiled(one.spoiled) : say.notFound);
    const serial = (one) => element("td", {}, element("code", {}, groups(one.number).slice(0, 2).join(" ")));
    const row = (one) => element("tr", {}, called("th", one.applicant), cell("", say.choices[one.choice]),
      serial(one), cell(one.found ? "found" : "missing", state(one)));
    const head = say.columns.map((pair) => element("th", { scope: "col" }, both(pair)));
    return [element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...checked.map(row))];
  }

  /** What to hand to chair and supervisor; it names the applicants and the envelopes, not the choice. */
  function objection(missing, checked) {
    const fingerprint = groups(voter.session).join(" ");
    const leaf = (applicant) => checked.find((one) => one.applicant === applicant)?.leaf?.slice(0, 16) ?? "—";
    const which = listed(missing.map((one) => `${one} (${leaf(one)})`));
    const said = missing.length ? say.objection : say.objectionToBoard;
    put("objection-text", both(said(fingerprint, voter.member, which)));
    put("proof", JSON.stringify(checked.flatMap((one) => (one.found ? [] : one.proof ?? []))));
    const copied = () => put("alarm", note("good", say.copied));
    at("copy").onclick = () => navigator.clipboard.writeText(at("objection-text").innerText).then(copied);
  }

  function finish() {
    clearTimeout(looking);
    voter.forget();
    voter = null;
    names = {};
    for (const id of TOLD) put(id);
    show("done");
  }

  async function renew() {
    await doing(async () => {
      await voter.hello(true);
      compare();
    });
  }

  // ---------------------------------------------------------------- what is pressed

  const submits = { "enter-form": enter, "card-form": written, "vote-form": review };
  for (const [id, act] of Object.entries(submits))
    at(id).addEventListener("submit", (event) => (event.preventDefault(), doing(act)));
  const differ = () => { throw new Refused("different"); };
  const presses = { same: proceed, different: differ, cast: () => cast(chosen()), back: () => show("vote"), finish };
  for (const [id, act] of Object.entries(presses)) at(id).addEventListener("click", () => doing(act));
  for (const one of document.querySelectorAll(".look")) one.addEventListener("click", () => doing(look));
  at("vote-form").addEventListener("change", count);
  at("enter-form").addEventListener("change", () => {
    at("old").hidden = at("enter-form").elements.seed.value !== "old";
    at("seed").required = !at("old").hidden;
  });
  at("language").addEventListener("click", () => speak(document.documentElement.lang === "en" ? "zh-CN" : "en"));
  at("type").addEventListener("click", () => {
    at("type").setAttribute("aria-pressed", document.documentElement.classList.toggle("large-type"));
  });
  window.addEventListener("beforeunload", (event) => {
    if (["vote", "review"].includes(here) && Object.keys(chosen()).length) event.preventDefault();
  });

  function speak(language) {
    document.documentElement.lang = language;
    document.title = say.title[language === "en" ? 1 : 0];
  }

  speak((asked.get("lang") || navigator.language).startsWith("en") ? "en" : "zh-CN");
  put("who", both(say.who(...["meeting", "vote", "member"].map((name) => asked.get(name) || "—"))));
  show("enter");
  if (!crypto.subtle) alarm(new Refused("not-secure"));
})();
