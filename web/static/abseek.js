// Abseek's one script: everything works without it, and better with it.
// The theme is set at once; the rest begins when the page is there.
"use strict";

const kept = {
  // What the browser keeps, under one key: theme, saved, seen and hidden papers.
  read() {
    try {
      const found = JSON.parse(localStorage.getItem("abseek"));
      return { theme: "", saved: {}, seen: {}, hidden: {}, ...found };
    } catch {
      return { theme: "", saved: {}, seen: {}, hidden: {} };
    }
  },
  change(edit) {
    const state = kept.read();
    edit(state);
    try {
      localStorage.setItem("abseek", JSON.stringify(state));
    } catch { /* storage is switched off or full: nothing is kept */ }
    return state;
  },
};

function paint(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}
paint(kept.read().theme);

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function later(wait, action) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), wait);
  };
}

// Saved, seen and hidden papers

function paperOf(card) {
  const by = $$(".by a", card).map((link) => link.textContent);
  return {
    title: $(".title", card).textContent,
    by: by.slice(0, 3).join(", ") + (by.length > 3 ? " and others" : ""),
    date: $("time", card)?.getAttribute("datetime") || "",
  };
}

function dress(card, state) {
  const id = card.dataset.id;
  const row = $(".more", card);
  $$("button, .seen", row).forEach((old) => old.remove());
  const saved = id in state.saved;
  const save = make("button", { type: "button", textContent: saved ? "Saved" : "Save" });
  save.className = "save";
  save.setAttribute("aria-pressed", String(saved));
  save.setAttribute("aria-label", `Save ${$(".title", card).textContent}`);
  save.onclick = () => toggle(card, "saved");
  row.append(save);
  if (card.classList.contains("hit")) {
    const hidden = id in state.hidden;
    const hide = make("button", { type: "button", textContent: hidden ? "Show" : "Hide" });
    hide.setAttribute("aria-label", `${hide.textContent} ${$(".title", card).textContent}`);
    hide.className = "hide";
    hide.onclick = () => toggle(card, "hidden");
    row.append(hide);
    card.classList.toggle("away", hidden);
    if (id in state.seen) row.append(make("span", { className: "seen", textContent: "Seen" }));
  }
}

function toggle(card, list) {
  const id = card.dataset.id;
  const state = kept.change((all) => {
    if (id in all[list]) delete all[list][id];
    else all[list][id] = paperOf(card);
  });
  dress(card, state);
  $(list === "saved" ? ".save" : ".hide", card).focus();
  countSaved(state);
}

function countSaved(state) {
  const count = Object.keys(state.saved).length;
  $("#saved-count").textContent = count ? ` (${count})` : "";
}

function dressAll() {
  const opened = $("[data-open]");
  const state = kept.change((all) => {
    if (opened) all.seen[opened.dataset.id] = 1;
  });
  $$("[data-id]").forEach((card) => dress(card, state));
  countSaved(state);
}

function showSaved() {
  const place = $("#saved");
  if (!place) return;
  const { saved } = kept.read();
  const ids = Object.keys(saved);
  $(".kept", place).replaceChildren(...ids.map((id) => savedItem(place, id, saved[id])));
  if (!ids.length) $(".kept", place).append(make("li", { textContent: "Nothing is saved yet." }));
  const form = $("form", place);
  form.hidden = !ids.length;
  $$("input", form).forEach((old) => old.remove());
  form.append(...ids.map((id) => make("input", { type: "hidden", name: "id", value: id })));
  const all = JSON.stringify(kept.read(), null, 2);
  $(".own", place).href = URL.createObjectURL(new Blob([all], { type: "application/json" }));
  $(".forget", place).onclick = () => {
    if (!confirm("Forget all saved, seen and hidden papers?")) return;
    kept.change((state) => Object.assign(state, { saved: {}, seen: {}, hidden: {} }));
    showSaved();
    countSaved(kept.read());
  };
}

function savedItem(place, id, paper) {
  const path = id.split("/").map(encodeURIComponent).join("/");
  const link = make("a", { textContent: paper.title, href: place.dataset.paper.replace("ID", () => path) });
  const about = make("div", { className: "soft small", textContent: [paper.by, paper.date].filter(Boolean).join(" · ") });
  const drop = make("button", { type: "button", className: "quiet", textContent: "Remove" });
  drop.setAttribute("aria-label", `Remove ${paper.title}`);
  drop.onclick = () => {
    countSaved(kept.change((state) => delete state.saved[id]));
    showSaved();
  };
  return make("li", {}, make("div", {}, link, about), drop);
}

function offerCopies() {
  if (!navigator.clipboard) return; // browsers give it to https and to this machine alone
  for (const text of $$("#cite pre")) {
    const copy = make("button", { type: "button", className: "quiet", textContent: "Copy" });
    copy.setAttribute("aria-label", `Copy ${text.getAttribute("aria-label")}`);
    copy.onclick = async () => {
      await navigator.clipboard.writeText(text.textContent);
      $("#status").textContent = copy.textContent = "Copied";
    };
    $(".row", text.parentElement).prepend(copy);
  }
}

// Results as people type

let asked = 0;

async function answer(form) {
  const number = ++asked;
  const pairs = [...new FormData(form)].filter(([name, value]) => name === "q" || value);
  const query = new URLSearchParams(pairs);
  const address = `${form.getAttribute("action")}?${query}`;
  let html;
  try {
    const response = await fetch(`${address}&fragment=1`);
    if (!response.ok) return;
    html = await response.text();
  } catch {
    return; // the server is away: Enter still asks it
  }
  if (number !== asked) return; // a later question has been asked: its answer counts
  $("#answer").innerHTML = html;
  showAddress(address);
  dressAll();
  $("#status").textContent = $(".total").textContent.trim();
}

function showAddress(address) {
  if (document.body.classList.contains("home") && !document.body.classList.contains("answered")) {
    history.pushState(null, "", address); // going back leads to the first page
    document.body.classList.add("answered");
  } else {
    history.replaceState(null, "", address);
  }
  document.title = `${$("#q").value || "All papers"} – Abseek`;
}

// Suggestions: the pattern of a combobox with a list, W3C's ARIA practices

function suggest(input, list) {
  let wanted = 0;
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (option) => {
    input.value = option.textContent;
    close();
    input.form.requestSubmit();
  };
  const show = (texts) => {
    list.replaceChildren(...texts.map((text, i) => option(text, i)));
    list.hidden = !texts.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  };
  const option = (text, i) => {
    const item = make("li", { id: `suggestion-${i}`, textContent: text });
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.onmousedown = (event) => {
      event.preventDefault(); // the box keeps the focus
      choose(item);
    };
    return item;
  };
  const move = (step) => {
    const items = $$("li", list);
    const now = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    const next = now < 0 && step < 0 ? items.length - 1 : now + step;
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === next)));
    if (items[next]) input.setAttribute("aria-activedescendant", items[next].id);
    else input.removeAttribute("aria-activedescendant");
  };
  const ask = later(120, async () => {
    const number = ++wanted;
    const text = input.value.trim();
    if (text.length < 2 || text.length > 200) return close();
    try {
      const response = await fetch(`/api/v1/suggest?limit=6&q=${encodeURIComponent(text)}`);
      const found = response.ok ? (await response.json()).suggestions : [];
      if (number === wanted && document.activeElement === input) show(found.filter((one) => one !== text));
    } catch {
      close();
    }
  });
  input.addEventListener("input", ask);
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", () => { wanted++; asked++; });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (["ArrowDown", "ArrowUp"].includes(event.key) && !list.hidden) {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !list.hidden) {
      const chosen = $('[aria-selected="true"]', list);
      if (!chosen) return;
      event.preventDefault();
      choose(chosen);
    }
  });
  for (const [name, value] of [
    ["role", "combobox"], ["aria-autocomplete", "list"],
    ["aria-controls", list.id], ["aria-expanded", "false"],
  ]) input.setAttribute(name, value);
}

// The keyboard

function step(by) {
  const titles = $$(".hit .title a");
  const now = titles.findIndex((title) => title.closest(".hit").contains(document.activeElement));
  const next = titles[Math.max(0, Math.min(titles.length - 1, now + by))];
  next?.focus();
  next?.closest(".hit").scrollIntoView({ block: "nearest" });
}

function cardInFocus() {
  return document.activeElement.closest("[data-id]") || $("[data-open]");
}

const KEYS = {
  "/": () => { $("#q")?.focus(); $("#q")?.select(); },
  j: () => step(1),
  k: () => step(-1),
  e: () => {
    const details = $(".abstract", cardInFocus() || document);
    if (details) details.open = !details.open;
  },
  s: () => cardInFocus() && toggle(cardInFocus(), "saved"),
  "?": () => $("#keys").showModal(),
};

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || $("#keys").open) return;
  if (event.target.closest("input, textarea, select")) return;
  const action = KEYS[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

function begin() {
  const state = kept.read();
  const theme = $("#theme");
  theme.value = state.theme;
  theme.closest("label").hidden = false;
  theme.onchange = () => paint(kept.change((all) => { all.theme = theme.value; }).theme);
  const input = $("#q");
  if (input) {
    suggest(input, $("#suggestions"));
    if ($("#answer")) input.addEventListener("input", later(180, () => answer(input.form)));
    const typing = matchMedia("(pointer: fine)").matches; // no keyboard pops up over a phone's page
    if (typing && document.body.classList.contains("home")) input.focus();
  }
  dressAll();
  offerCopies();
  showSaved();
  document.addEventListener("keydown", press);
}

document.addEventListener("DOMContentLoaded", begin);
// A page that comes back from the browser's cache shows what is kept now.
addEventListener("pageshow", (event) => { if (event.persisted) { dressAll(); showSaved(); } });
addEventListener("popstate", () => location.reload());
