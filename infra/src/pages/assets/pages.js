// What makes the pages pleasanter. Each works without it.
"use strict";

// A page that the browser kept, and shows again, is older than where the setup stands.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload();
});

// A double click sends a form once: a wrong password would count twice.
for (const form of document.forms) {
  let sentAt = -Infinity;
  form.addEventListener("submit", (event) => {
    if (event.timeStamp - sentAt < 1000) event.preventDefault();
    else sentAt = event.timeStamp;
  });
}

// The message of a page is what its reader wants first.
document.querySelector("[data-focus]")?.focus();

// A password can be looked at while it is keyed in.
for (const button of document.querySelectorAll("[data-reveal]")) {
  const field = document.getElementById(button.dataset.reveal);
  const show = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    const hidden = field.type === "password";
    field.type = hidden ? "text" : "password";
    button.textContent = hidden ? button.dataset.hide : show;
  });
}

// Times are the server's: the visitor's own clock may be wrong.
const secondsUntil = (element, moment) => {
  element.offset ??= Date.parse(element.dataset.now) - Date.now();
  return Math.ceil((Date.parse(moment) - Date.now() - element.offset) / 1000);
};

const everySecond = (tick) => {
  const timer = setInterval(() => tick() || clearInterval(timer), 1000);
  if (!tick()) clearInterval(timer);
};

for (const element of document.querySelectorAll("[data-countdown]")) {
  everySecond(() => {
    const left = secondsUntil(element, element.dataset.countdown);
    const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    element.textContent =
      left > 0 ? element.dataset.left.replace("#", clock) : element.dataset.over;
    return left > 0;
  });
}

for (const text of document.querySelectorAll("[data-from]")) {
  const button = text.parentElement.querySelector("button");
  everySecond(() => {
    const left = secondsUntil(text, text.dataset.from);
    button.disabled = left > 0;
    if (left <= 0) text.textContent = text.dataset.then;
    return left > 0;
  });
}

// What became of the mail, as it becomes of it.
const delivery = document.querySelector("[data-events]");
if (delivery) {
  const events = new EventSource(delivery.dataset.events);
  events.addEventListener("delivery", ({ data }) => {
    const { state, text } = JSON.parse(data);
    delivery.className = `delivery delivery-${state}`;
    if (delivery.textContent !== text) delivery.textContent = text;
  });
  // The setup went on elsewhere: this page shows where it stands now.
  events.addEventListener("moved", () => {
    events.close();
    location.reload();
  });
}

// What is chosen by a slider is shown once it rests there.
for (const slider of document.querySelectorAll("[data-slide]")) {
  let rest;
  slider.addEventListener("change", () => {
    clearTimeout(rest);
    rest = setTimeout(() => slider.form.requestSubmit(), 200);
  });
}
