// Small comforts on top of pages that work without them. Nothing here sends anything.

/** Puts the focus on the summary of errors, so that it is read out first. */
function focusErrors() {
  document.querySelector("[data-focus]")?.focus();
}

/** Buttons that show and hide a password. */
function revealPasswords() {
  for (const button of document.querySelectorAll("button[data-reveal]")) {
    const input = document.getElementById(button.dataset.reveal);
    if (!input) continue;
    button.hidden = false;
    const turn = (visible) => {
      input.type = visible ? "text" : "password";
      button.firstElementChild.textContent = visible ? button.dataset.hide : button.dataset.show;
    };
    button.addEventListener("click", () => {
      turn(input.type === "password");
      input.focus();
    });
    // A browser must not offer to keep what was typed as plain text.
    input.form?.addEventListener("submit", () => turn(false));
  }
}

/** Buttons that wait: «Отправить ещё раз через 0:42». */
function countDown() {
  for (const button of document.querySelectorAll("button[data-countdown]")) {
    const end = performance.now() + Number(button.dataset.countdown) * 1000;
    if (!(end > performance.now())) continue;
    const label = button.textContent;
    const tick = () => {
      const left = Math.ceil((end - performance.now()) / 1000);
      if (left <= 0) {
        button.disabled = false;
        button.textContent = label;
        return;
      }
      const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      button.textContent = `${button.dataset.wait} ${clock}`;
      setTimeout(tick, 250);
    };
    button.disabled = true;
    tick();
  }
}

/** Buttons that copy a value. */
function copyValues() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("button[data-copy]")) {
    if (!button.hidden) continue;
    const label = button.textContent;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
      } catch {
        return;
      }
      button.textContent = button.dataset.done;
      setTimeout(() => (button.textContent = label), 2000);
    });
  }
}

focusErrors();
revealPasswords();
countDown();
copyValues();
// A part of the page was made anew (live.js).
document.addEventListener("live", copyValues);
