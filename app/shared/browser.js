// See browser.py, which puts this script in force in the reader's language.
(() => {
  document.documentElement.lang = __LANGUAGE__;

  // One action of the reader is one step back: what a page writes into its link by itself belongs to the step before.
  if (!window.tagridSteps) {
    window.tagridSteps = true;
    let acted = false;
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { acted = true; }, true);
    addEventListener("popstate", () => { acted = false; }, true);
    const push = history.pushState.bind(history), replace = history.replaceState.bind(history);
    history.pushState = (...step) => {
      (acted ? push : replace)(...step);
      acted = false;
    };
  }

  // Streamlit's own words in the language in force; what a page says itself is left alone.
  const words = __WORDS__;
  const patterns = __PATTERNS__.map(([pattern, instead]) => [new RegExp(pattern), instead]);
  const own = "[data-testid='stHtml'], [data-testid='stMarkdown'], [data-testid='stCaptionContainer'], [data-testid='stAlert']," +
    " code, pre, textarea, [data-testid='stWidgetLabel'], [data-testid^='stBaseButton'] [data-testid='stMarkdownContainer']";
  const attributes = ["aria-label", "title", "placeholder", "aria-placeholder"];

  function translated(text) {
    if (!text) return null;
    if (Object.hasOwn(words, text)) return words[text];
    const found = patterns.find(([pattern]) => pattern.test(text));
    return found ? text.replace(...found) : null;
  }

  function translate(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      const found = translated(node.nodeValue.trim());
      if (found && !node.parentElement?.closest(own)) node.nodeValue = found;
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      for (const name of attributes) {
        const found = translated(node.getAttribute(name));
        if (found) node.setAttribute(name, found);
      }
      node.childNodes.forEach(translate);
    }
  }

  window.tagridWatch?.disconnect();
  translate(document.body);
  window.tagridWatch = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(translate);
      else translate(change.target);
    }
  });
  window.tagridWatch.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: attributes,
  });
})();
