// The queue from the keyboard, without loading a page anew: a case is put in place of the one before it, and the one
// that follows is fetched ahead. What is fetched ahead is only read: its pictures are loaded, and their looks go on
// record, when it is shown. Everything works without this.

const AHEAD_FOR_MS = 60_000;
const PARTS = ["#list", "#case", ".languages"];
const ahead = { address: "", page: null, at: 0 };
let latest = 0;

const find = (what) => document.querySelector(what);

// Fetching and showing

async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function fetchAhead() {
  const address = find("#case")?.dataset.following ?? "";
  Object.assign(ahead, { address, at: Date.now(), page: address ? fetched(address).catch(() => null) : null });
}

function takeAhead(address) {
  const there = address === ahead.address && Date.now() - ahead.at < AHEAD_FOR_MS;
  const page = there ? ahead.page : null;
  if (there) ahead.address = "";
  return page;
}

async function visit(address, { push = true, shownAs = address } = {}) {
  const mine = ++latest;
  const page = (await takeAhead(address)) ?? (await fetched(address).catch(() => null));
  if (mine !== latest) return;
  if (page === null || page.querySelector("#case") === null) location.assign(address);
  else show(page, push ? shownAs : null);
}

function show(page, address) {
  const ticked = new Set([...document.querySelectorAll("#list [name=case]:checked")].map((box) => box.value));
  const open = [...document.querySelectorAll("#list details")].map((each) => each.open);
  for (const part of PARTS) find(part)?.replaceWith(document.adoptNode(page.querySelector(part)));
  for (const box of document.querySelectorAll("#list [name=case]")) box.checked = ticked.has(box.value);
  document.querySelectorAll("#list details").forEach((each, i) => { each.open = open[i] ?? each.open; });
  const flash = page.querySelector("#flash");
  if (flash.childElementCount) flashed(flash.innerHTML);
  else if (find("#flash form") === null) find("#flash").replaceChildren();
  document.title = page.title;
  document.body.className = page.body.className;
  if (address !== null) history.pushState({}, "", address);
  scrollTo(0, 0);
  dress();
  find("#case-title")?.focus({ preventScroll: true });
}

function dress() {
  const form = find("form.verdict");
  form?.append(form.querySelector(".verdict-reason"), form.querySelector("[data-send]"));
  scrollList();
  document.dispatchEvent(new CustomEvent("queue:shown"));
  fetchAhead();
}

// The list alone: the page stays where it is.
function scrollList() {
  const [list, card] = [find("#list"), find(".card[aria-current]")];
  if (card === null) return;
  const [there, here] = [card.getBoundingClientRect(), list.getBoundingClientRect()];
  if (there.top < here.top || there.bottom > here.bottom) list.scrollTop += there.top - here.top - here.height / 3;
}

// Verdicts

function pick(form, verdict) {
  const other = form.dataset.picked === verdict || verdict === "" ? "" : verdict;
  form.dataset.picked = other;
  for (const button of form.querySelectorAll(".verdict-button")) {
    button.setAttribute("aria-expanded", String(button.value === other));
  }
  for (const reasons of form.querySelectorAll("[data-reasons-of]")) reasons.hidden = reasons.dataset.reasonsOf !== other;
  form.querySelector("[data-send]").hidden = true;
  form.querySelector(".verdict-reason").classList.remove("is-open");
  if (other) form.querySelector("[data-reasons-of]:not([hidden]) button").focus();
  else form.querySelector(`.verdict-button[value="${verdict || "confirm"}"]`)?.focus();
}

function openWords(form) {
  form.querySelector(".verdict-reason").classList.add("is-open");
  form.querySelector("[data-send]").hidden = false;
  form.elements.text.focus();
}

async function send(form, reason) {
  if (form.dataset.sent) return;
  form.dataset.sent = "1";
  const { csrf, text } = form.elements;
  const body = new URLSearchParams({ csrf: csrf.value, verdict: form.dataset.picked, reason, text: text.value });
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return location.reload();
    const told = await answer.json();
    if (told.error) refused(form, told.error);
    else await decided(form, told);
  } catch {
    refused(form, find("#case").dataset.unsent);
  }
}

function refused(form, words) {
  const alert = document.createElement("p");
  alert.className = "alert";
  alert.setAttribute("role", "alert");
  alert.textContent = words;
  form.querySelector("[data-error]").replaceChildren(alert);
  delete form.dataset.sent;
}

async function decided(form, told) {
  const path = new URL(form.action).pathname.replace(/\/decision$/, "");
  const stays = form.dataset.picked === "unclear" || new URLSearchParams(location.search).get("status");
  flashed(told.flash);
  await visit(told.next ?? told.address, { shownAs: told.address });
  if (!stays) for (const card of document.querySelectorAll(".card")) if (card.pathname === path) card.closest("li").remove();
  const count = find("#list .count");
  if (count) count.textContent = told.count;
}

// What was just done, for as long as it can be taken back

function flashed(html) {
  find("#flash").innerHTML = html;
  countDown();
}

function countDown() {
  const flash = find("#flash [data-for-s]");
  if (flash === null) return;
  const until = Date.now() + Number(flash.dataset.forS) * 1000;
  const left = flash.querySelector("[data-left]");
  const tick = () => {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    if (left) left.textContent = String(Math.max(seconds, 0));
    if (seconds <= 0) flash.remove();
    else if (flash.isConnected) setTimeout(tick, 250);
  };
  tick();
}

async function takeBack(form) {
  if (form.dataset.sent) return;
  form.dataset.sent = "1";
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
  if (!answer?.ok) return form.submit();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  latest += 1; // a case that is still on its way is not wanted any more
  ahead.address = "";
  find("#flash").replaceChildren();
  show(page, answer.url);
}

// Keys and clicks

const WRITES = "textarea, select, input:not([type=checkbox])";
const step = (direction) => find(`[data-step="${direction}"]`)?.click();

function choose(key) {
  const form = find("form.verdict");
  if (form === null || form.hidden) return;
  const picked = form.dataset.picked;
  const buttons = picked ? `[data-reasons-of="${picked}"] .reason-key` : ".verdict-button";
  form.querySelector(`${buttons}[data-key="${key}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || find("dialog[open]")) return;
  const form = find("form.verdict");
  if (event.key === "Escape" && form?.dataset.picked) return pick(form, "");
  if (event.target.closest(WRITES)) {
    if (event.key === "Enter" && event.target === form?.elements.text) {
      event.preventDefault();
      if (form.dataset.picked && !event.isComposing) send(form, "");
    }
    return;
  }
  if (event.key === "j") step("next");
  else if (event.key === "k") step("previous");
  else if (event.key === "u") find("#flash form")?.requestSubmit();
  else if (event.key === "?") find("#keys").showModal();
  else if (event.key === "w" && form?.dataset.picked) { event.preventDefault(); openWords(form); }
  else if (/^[1-9]$/.test(event.key)) choose(event.key);
});

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const form = event.target.closest("form.verdict");
  const button = event.target.closest("button");
  if (form && button?.matches(".verdict-button")) { event.preventDefault(); return pick(form, button.value); }
  if (form && button?.dataset.reason) return send(form, button.dataset.reason);
  if (form && button && "words" in button.dataset) return openWords(form);
  if (form && button && "send" in button.dataset) return send(form, "");
  if (button?.dataset.opens) return find(`#${button.dataset.opens}`).showModal();
  if (button?.dataset.closes) return find(`#${button.dataset.closes}`).close();
  const link = event.target.closest(".card, [data-step], [data-visit], #flash a");
  if (link) { event.preventDefault(); visit(link.getAttribute("href")); }
});

document.addEventListener("submit", (event) => {
  if (event.target.closest("#flash")) { event.preventDefault(); takeBack(event.target); }
});

addEventListener("popstate", () => visit(location.pathname + location.search, { push: false }));

document.documentElement.classList.add("has-script");
dress();
countDown();
