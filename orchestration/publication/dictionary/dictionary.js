"use strict";
const page = document.documentElement;
const search = document.getElementById("search");
const entries = [...document.querySelectorAll("main [data-entry]")].map((entry) => ({
  entry,
  text: entry.textContent.toLowerCase().replace(/\s+/g, " "),
}));
const sections = [...document.querySelectorAll("main section")];

function show() {
  const wanted = search.value.toLowerCase().trim().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const { entry, text } of entries) {
    entry.hidden = !wanted.every((word) => text.includes(word));
    if (!entry.hidden) found += 1;
  }
  for (const { entry } of entries) {
    if (entry.tagName === "DETAILS") entry.open = wanted.length > 0 && !entry.hidden && found <= 5;
  }
  for (const section of sections) {
    const count = section.querySelectorAll("[data-entry]:not([hidden])").length;
    section.hidden = count === 0;
    for (const shown of document.querySelectorAll(`[data-count="${section.id}"]`)) shown.textContent = count;
  }
  document.getElementById("nothing").hidden = found > 0;
}

function speak(language) {
  page.lang = language;
  search.placeholder = search.dataset[language === "en" ? "en" : "zh"];
  document.title = page.dataset[language === "en" ? "en" : "zh"];
}

function follow() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  if (target.hidden) {
    search.value = "";
    show();
  }
  if (target.tagName === "DETAILS") target.open = true;
  target.scrollIntoView();
}

search.addEventListener("input", show);
window.addEventListener("hashchange", follow);
document.getElementById("language").addEventListener("click", () => speak(page.lang === "en" ? "zh-CN" : "en"));
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search) {
    event.preventDefault();
    search.focus();
  }
});
show();
follow();
