// The house's one script. Everything works without it; it keeps drafts on poor lines, narrows tables and long choices,
// counts characters and follows long work. Its words come from #house-words in the foot of the page.
"use strict";
(() => {
  const words = (name) => document.body.querySelector("#house-words")?.dataset[name] ?? "";
  const fill = (name, values) => words(name).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  // What weighs on a person (data-draft-brief), and what is answered without an account, is gone with the tab.
  const brief = (form) => "draftBrief" in form.dataset || "draftOwner" in form.dataset;
  let leaving = false;
  const kept = (form) => (brief(form) ? sessionStorage : localStorage);
  const store = {
    get(form) { try { return JSON.parse(kept(form).getItem(draftKey(form))); } catch { return null; } },
    set(form, value) { if (leaving) return; try { kept(form).setItem(draftKey(form), JSON.stringify(value)); } catch { /* full or forbidden: no draft */ } },
    drop(form) { try { kept(form).removeItem(draftKey(form)); } catch { /* nothing was kept */ } },
    empty() {
      leaving = true;
      for (const area of ["localStorage", "sessionStorage"]) {
        try {
          Object.keys(window[area]).filter((key) => key.startsWith("draft:")).forEach((key) => window[area].removeItem(key));
        } catch { /* nothing was kept */ }
      }
    },
  };
  // Drafts belong to one signed-in person; a shared computer must not show them to the next.
  // A form answered without an account says itself whose draft it is (data-draft-owner).
  const owner = (form) => form.dataset.draftOwner ?? document.body.querySelector("#house-words")?.dataset.owner ?? "";
  const draftKey = (form) => `draft:${owner(form)}:${form.dataset.autosave}`;
  const typed = (form) => [...new FormData(form)].filter(([name, value]) =>
    typeof value === "string" && name !== "once" && !["password", "hidden"].includes(form.elements[name]?.type));

  function autosave(form) {
    if (!owner(form)) return;
    const line = document.createElement("p");
    line.className = "kept";
    line.setAttribute("role", "status");
    form.append(line);
    const say = (text, discard) => {
      line.textContent = text;
      if (!discard) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain";
      button.textContent = words("discard");
      button.onclick = () => { store.drop(form); form.reset(); line.textContent = ""; };
      line.append(button);
    };
    const draft = store.get(form);
    const answered = document.getElementById("error-summary");
    if (draft && !answered && JSON.stringify(draft.pairs) !== JSON.stringify(typed(form))) {
      restore(form, draft.pairs);
      if (draft.once && form.elements.once) form.elements.once.value = draft.once;
      say(words("restored"), true);
    }
    let timer;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        store.set(form, { pairs: typed(form), once: form.elements.once?.value });
        say(fill("kept", { time: new Date().toTimeString().slice(0, 5) }), true);
      }, 800);
    });
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      // Files cannot be kept on the device, and without an idempotency key a retry could act twice.
      if (form.enctype === "multipart/form-data" || !form.elements.once) { store.drop(form); return; }
      event.preventDefault();
      send(form, event.submitter, say, 0);
    });
  }

  function restore(form, pairs) {
    const names = new Set(pairs.map(([name]) => name));
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || field.type === "password" || field.type === "file") continue;
      const values = pairs.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (names.has(field.name)) field.value = values[0];
    }
  }

  async function send(form, submitter, say, attempt) {
    const body = new URLSearchParams([...new FormData(form, submitter)]);
    store.set(form, { pairs: typed(form), once: form.elements.once.value });
    const buttons = [...form.querySelectorAll("button")];
    buttons.forEach((button) => { button.disabled = true; });
    try {
      const to = new URL(submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? "", location.href);
      const answer = await fetch(to, {
        method: "POST", body, headers: { "Idempotency-Key": form.elements.once.value },
      });
      if ([502, 503, 504].includes(answer.status)) throw new Error("busy");
      const text = await answer.text();
      if (answer.ok) store.drop(form);
      show(text, answer, to.hash.slice(1));
    } catch {
      buttons.forEach((button) => { button.disabled = false; });
      say(words("lost"));
      const again = () => { removeEventListener("online", again); clearTimeout(timer); if (form.isConnected) send(form, submitter, say, attempt + 1); };
      const timer = setTimeout(again, Math.min(60, 3 * 2 ** attempt) * 1000);
      addEventListener("online", again);
    }
  }

  // The answer replaces the page as a plain submission would have done.
  function show(text, answer, part) {
    const page = new DOMParser().parseFromString(text, "text/html");
    if (answer.redirected) history.pushState(null, "", answer.url);
    document.title = page.title;
    document.body.replaceWith(page.body);
    enhance();
    scrollTo(0, 0);
    const error = document.getElementById("error-summary");
    (error ?? (part && document.getElementById(part)) ?? document.getElementById("main"))?.focus();
  }
  addEventListener("popstate", () => location.reload());

  function filter(label) {
    const within = document.getElementById(label.dataset.filter);
    const rows = [...(within?.querySelectorAll("tbody tr, label.choice") ?? [])];
    const none = document.createElement("p");
    none.setAttribute("role", "status");
    none.className = "quiet";
    (label.closest(".table") ?? within).append(none);
    label.hidden = false;
    const field = label.querySelector("input");
    field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    field.addEventListener("input", (event) => {
      const wanted = event.target.value.trim().toLowerCase().split(/\s+/);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !wanted.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      }
      none.textContent = shown ? "" : words("none");
    });
  }

  function count(field) {
    const most = Number(field.dataset.max);
    const line = document.createElement("p");
    line.className = "counter";
    line.setAttribute("aria-live", "polite");
    (field.closest(".control") ?? field).after(line);
    const show = () => {
      const left = most - [...field.value].length;
      // Said only near the end, and for a few letters only beyond it: a number that changes with every letter is noise.
      const quiet = left >= 0 && (most <= 20 || (left > most / 4 && left > 20));
      line.textContent = quiet ? "" : fill(left < 0 ? "over" : "left", { n: Math.abs(left) });
      line.classList.toggle("over", left < 0);
    };
    field.addEventListener("input", show);
    show();
  }

  function follow(work) {
    const bar = work.querySelector("progress");
    const text = work.querySelector("[data-progress-text]");
    let wait = 600;
    const look = async () => {
      try {
        const answer = await fetch(work.dataset.progressUrl, { headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(answer.statusText);
        const state = await answer.json();
        wait = 600;
        if (state.total) { bar.max = state.total; bar.value = state.done; }
        if (state.text && text.textContent !== state.text) text.textContent = state.text;
        if (state.next) { location.assign(state.next); return; }
      } catch { wait = Math.min(wait * 2, 10000); }
      if (work.isConnected) setTimeout(look, wait);
    };
    setTimeout(look, wait);
  }

  // How many questions of a form have an answer.
  function answered(line) {
    const form = line.closest("form");
    const names = new Set([...form.querySelectorAll("input[type=radio]")].map((one) => one.name));
    const bar = line.querySelector("progress");
    const tell = () => {
      const n = [...names].filter((name) => form.elements[name].value).length;
      bar.max = names.size;
      bar.value = n;
      line.querySelector("[data-answered-text]").textContent =
        line.dataset.answered.replace("{n}", n).replace("{all}", names.size);
    };
    line.hidden = false;
    form.addEventListener("input", tell);
    form.addEventListener("reset", () => setTimeout(tell));
    tell();
  }

  // Passkeys: the browser asks the authenticator, the form takes the answer along. Names of fields as the house reads them.
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const written = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  function passkey(form) {
    if (!window.PublicKeyCredential) return;
    form.hidden = false;
    const { challenge, user, login, house, ids, failed } = form.dataset;
    const keys = ids.split(" ").filter(Boolean).map((id) => ({ type: "public-key", id: bytes(id) }));
    const put = (name, buffer) => {
      const field = form.elements[name] ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
      field.value = written(buffer);
    };
    const create = async () => {
      const { rawId, response } = await navigator.credentials.create({ publicKey: {
        challenge: bytes(challenge), rp: { name: house }, user: { id: bytes(user), name: login, displayName: login },
        pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -8 }], excludeCredentials: keys,
        authenticatorSelection: { userVerification: "required" }, attestation: "none" } });
      put("passkey-id", rawId);
      put("passkey-client", response.clientDataJSON);
      put("passkey-attestation", response.attestationObject);
    };
    const get = async () => {
      const { rawId, response } = await navigator.credentials.get({ publicKey: {
        challenge: bytes(challenge), allowCredentials: keys, userVerification: "required" } });
      put("passkey-id", rawId);
      put("passkey-client", response.clientDataJSON);
      put("passkey-authenticator", response.authenticatorData);
      put("passkey-signature", response.signature);
    };
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        await (form.dataset.passkey === "create" ? create() : get());
        form.submit();
      } catch { form.querySelector("[role=status]").textContent = failed; }
    });
  }

  function enhance() {
    document.querySelectorAll("form[data-passkey]").forEach(passkey);
    document.querySelectorAll("form[data-autosave]").forEach(autosave);
    document.querySelectorAll("form[action='/sign-out']").forEach((form) => form.addEventListener("submit", store.empty));
    document.querySelectorAll("[data-answered]").forEach(answered);
    document.querySelectorAll("label[data-filter]").forEach(filter);
    document.querySelectorAll("[data-max]").forEach(count);
    document.querySelectorAll("[data-progress-url]").forEach(follow);
    document.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; button.onclick = () => print(); });
    document.getElementById("error-summary")?.focus();
  }
  enhance();
})();
