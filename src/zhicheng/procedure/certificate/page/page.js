// The page itself: what was saved in it, what is scanned, pasted or chosen, and how the result is shown.
(() => {
  const saved = JSON.parse(document.getElementById("saved").textContent);
  let lang = (navigator.language || "zh").toLowerCase().startsWith("zh") ? 0 : 1;
  let last = null, keys = saved.keys, lists = saved.lists;
  const say = (pair) => pair[lang];
  const node = (tag, words, name) => Object.assign(document.createElement(tag), { textContent: words || "", className: name || "" });
  const by = (id) => document.getElementById(id);

  const label = () => {
    document.documentElement.lang = lang ? "en" : "zh-CN";
    document.title = say(WORDS.title);
    document.querySelectorAll("[data-say]").forEach((one) => { one.textContent = say(WORDS[one.dataset.say]); });
  };
  const table = (rows) => {
    const list = node("dl");
    rows.forEach(([head, words]) => list.append(node("dt", head), node("dd", words)));
    return list;
  };
  const show = () => {
    label();
    const place = by("result");
    place.replaceChildren();
    place.className = "";
    if (!last) return void place.append(node("p", say(WORDS.waiting), "waiting"));
    if (last.fault) return void ((place.className = "bad"), place.append(node("h2", say(WORDS[last.fault]))));
    const good = ["valid", "sound"].includes(last.outcome);
    place.className = last.outcome === "valid" ? "good" : good || last.outcome === "uncertain" ? "doubt" : "bad";
    place.append(node("h2", say(OUTCOMES[last.outcome])));
    if (last.outcome === "unsound") place.append(node("p", say(WORDS.doubted), "warning"));
    else if (!last.file) place.append(node("p", say(WORDS.compare), "small"));
    const rows = Check.FIELDS.filter((field) => last.content[field] !== "").map((field) => [say(LABELS[field]), String(last.content[field])]);
    place.append(node("h3", say(WORDS.says)), table(rows), node("h3", say(WORDS.checked)));
    const list = node("ul", "", "findings");
    last.findings.forEach((one) => {
      const item = node("li", "", `held-${one.holds}`);
      const sign = node("span", { true: "✓", false: "✗", null: "?" }[one.holds], "sign");
      sign.setAttribute("role", "img");
      sign.setAttribute("aria-label", say(WORDS[`mark-${one.holds}`]));
      item.append(sign, node("span", say(CHECKS[one.code])));
      if (one.why) item.append(node("small", say(WHY[one.why])));
      list.append(item);
    });
    place.append(list, node("p", say(WORDS.unseen), "small"));
  };
  const shelf = async () => {
    const rows = keys ? [[say(WORDS.issuer), keys.issuer], [say(WORDS.print), await Check.fingerprint(keys)]] : [[say(WORDS.issuer), say(WORDS.none_given)]];
    lists.forEach((one) => rows.push([`${say(WORDS.list)} ${one.name} (${one.sequence})`,
      `${say(WORDS.made)} ${one.credential.validFrom.slice(0, 10)}，${say(WORDS.due)} ${one.credential.validUntil.slice(0, 10)}`]));
    if (!lists.length) rows.push([say(WORDS.list), say(WORDS.none)]);
    by("shelf").replaceChildren(table(rows));
  };
  const run = async (given) => {
    try {
      last = await Check.check(given, keys, lists, new Date());
      last.file = typeof given !== "string";
    } catch {
      last = { fault: "unread" };
    }
    show();
    by("result").focus();
  };
  const take = async (files) => {
    for (const file of files) {
      try {
        const data = JSON.parse(await file.text());
        if (data.format === "zhicheng-keys/1") (await Check.fingerprint(data)), (keys = data);
        else if (data.format === "zhicheng-status/1" && data.credential.validFrom) lists = [...lists.filter((one) => one.name !== data.name || one.sequence > data.sequence), data];
        else throw new Error("neither");
      } catch {
        last = { fault: "badfile" };
        return show();
      }
    }
    await shelf();
    return location.hash.length > 1 ? run(location.hash) : show();
  };

  by("form").addEventListener("submit", (event) => { event.preventDefault(); run(by("code").value); });
  // A file chosen once more is read once more: the field forgets it.
  const chosen = (id, act) => by(id).addEventListener("change", async (event) => {
    const files = [...event.target.files];
    await act(files);
    event.target.value = "";
  });
  chosen("pdf", async ([file]) => { if (file) await run(new Uint8Array(await file.arrayBuffer())); });
  chosen("more", take);
  by("language").addEventListener("click", () => { lang = 1 - lang; show(); shelf(); });
  addEventListener("hashchange", () => run(location.hash));
  if (!globalThis.crypto || !crypto.subtle) last = { fault: "insecure" };
  show();
  if (crypto.subtle) {
    shelf();
    if (location.hash.length > 1) run(location.hash);
  }
})();
