(() => {
  const root = document.documentElement, key = "actlas-theme";
  const system = matchMedia("(prefers-color-scheme: dark)");
  try {
    const saved = localStorage.getItem(key);
    if (saved === "dark" || saved === "light") root.dataset.theme = saved;
  } catch { /* pages without storage follow the system */ }
  addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
    const show = () => button.setAttribute("aria-pressed", dark());
    button.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      try { localStorage.setItem(key, root.dataset.theme); } catch { /* not kept */ }
      show();
    });
    system.addEventListener("change", show);
    button.hidden = false;
    show();
  });
})();
