// Says on the button how many are ticked, and ticks all of them. The page works without it.

for (const form of document.querySelectorAll("form[data-ticks]")) {
  const boxes = [...form.querySelectorAll('input[type="checkbox"][name]')];
  const all = form.querySelector("[data-tick-all]");
  const whole = all?.querySelector("input");
  const buttons = [...form.querySelectorAll("button[data-count]")].map((button) => [button, button.textContent]);

  const say = () => {
    const count = boxes.filter((box) => box.checked).length;
    for (const [button, words] of buttons) {
      button.textContent = count ? button.dataset.count.replace("{count}", count) : words;
    }
    if (whole) {
      whole.checked = count > 0 && count === boxes.length;
      whole.indeterminate = count > 0 && count < boxes.length;
    }
  };

  if (whole) {
    all.hidden = false;
    whole.addEventListener("change", () => {
      for (const box of boxes) box.checked = whole.checked;
      say();
    });
  }
  form.addEventListener("change", say);
  say();
}
