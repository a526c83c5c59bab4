// What a judge asks of a page, in the page: plain facts, no verdicts. Runs with scripting off as well,
// since the browser's own tools bring it in.
(() => {
  const FOCUSABLE =
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';

  const textOf = (text) => (text ?? '').replace(/\s+/g, ' ').trim();

  const isShown = (element) => element.getClientRects().length > 0;

  function nameOf(element) {
    const label = element.labels?.[0];
    const name = element.getAttribute('aria-label') ?? label?.textContent ?? element.textContent;
    return textOf(name || element.value);
  }

  /** Of a group of radio buttons the keyboard reaches one: the chosen, else the first. */
  function isReached(element, all) {
    if (element.type !== 'radio') return true;
    const group = all.filter(({ type, name }) => type === 'radio' && name === element.name);
    return element === (group.find(({ checked }) => checked) ?? group[0]);
  }

  function operable() {
    const all = [...document.querySelectorAll(FOCUSABLE)];
    return all.filter((element) => !element.disabled && element.tabIndex >= 0 && isShown(element));
  }

  const stops = () => operable().filter((element, _, all) => isReached(element, all));

  const clear = (colour) => /^rgba\(.*, 0\)$/.test(colour) || colour === 'transparent';

  /** The colour behind an element. */
  function ground(element) {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (!clear(backgroundColor)) return backgroundColor;
    }
    return 'rgb(255, 255, 255)';
  }

  /** What can be hit: a box or a button with its label around it. */
  function target(element) {
    const parts = [element, ...(element.labels ?? [])].map((part) => part.getBoundingClientRect());
    return {
      width: Math.max(...parts.map(({ width }) => width)),
      height: Math.max(...parts.map(({ height }) => height)),
    };
  }

  /** Whether it is a word in a sentence, whose line height is not the link's own to choose. */
  function isInline(element) {
    const around = textOf(element.parentElement?.textContent);
    return element.tagName === 'A' && around !== textOf(element.textContent);
  }

  function describe(element) {
    return `${element.tagName.toLowerCase()} “${nameOf(element).slice(0, 40)}”`;
  }

  /** Says where the focus is and how it shows; null where it is on the page itself. */
  function focus() {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const x = box.left + box.width / 2;
    const y = box.top + Math.min(box.height / 2, 12);
    const top = document.elementFromPoint(x, y);
    const isTop =
      top && (element.contains(top) || top.contains(element) || isLabelOf(top, element));
    return {
      index: stops().indexOf(element),
      radioOf: element.type === 'radio' ? element.name : null,
      what: describe(element),
      name: nameOf(element),
      isChecked: element.checked === true,
      outline: style.outlineStyle === 'none' ? 0 : Number.parseFloat(style.outlineWidth),
      outlineColour: style.outlineColor,
      around: ground(element.parentElement),
      isSeen: Boolean(isTop),
    };
  }

  const isLabelOf = (top, element) =>
    [...(element.labels ?? [])].some((label) => label.contains(top));

  /** Every element that is wider than the screen, or that cuts off what is in it. */
  function overflowing() {
    const root = document.documentElement;
    const wide = [...document.body.querySelectorAll('*')].filter((element) => {
      const { right, left } = element.getBoundingClientRect();
      const isOut = isShown(element) && (right > root.clientWidth + 0.5 || left < -0.5);
      const { overflowX, textIndent } = getComputedStyle(element);
      // What is typed into a field scrolls in it, on any page.
      const scrolls = element.matches('input');
      const cuts = overflowX !== 'visible' && Number.parseFloat(textIndent) === 0 && !scrolls;
      return isOut || (cuts && element.scrollWidth > element.clientWidth + 1);
    });
    const over = root.scrollWidth - root.clientWidth;
    return over > 0 || wide.length > 0 ? [`${over} px too wide`, ...wide.map(describe)] : [];
  }

  /** As a reader with a style sheet of their own may set it (WCAG 1.4.12). */
  function spaceOut() {
    for (const element of document.body.querySelectorAll('*')) {
      element.style.setProperty('line-height', '1.5', 'important');
      element.style.setProperty('letter-spacing', '0.12em', 'important');
      element.style.setProperty('word-spacing', '0.16em', 'important');
      if (element.tagName === 'P') element.style.setProperty('margin-bottom', '2em', 'important');
    }
  }

  const enlarge = (share) => document.documentElement.style.setProperty('font-size', share);

  function facts() {
    const all = (selector) => [...document.querySelectorAll(selector)];
    const texts = (selector) => all(selector).map((element) => textOf(element.textContent));
    return {
      title: document.title,
      language: document.documentElement.lang,
      h1: texts('h1'),
      announced: { status: texts('[role=status]'), alert: texts('[role=alert]') },
      landmarks: [...document.body.children].map(({ tagName }) => tagName.toLowerCase()),
      help: textOf(document.querySelector('footer')?.textContent),
      helpLinks: all('footer a').map(({ href }) => href),
      tallLinks: all('a')
        .filter((link) => isInline(link) && getComputedStyle(link).display !== 'inline')
        .map(describe),
      scripts: all('script, [onclick], [onload], [onsubmit]').length,
      preselected: all('input')
        .filter((input) => input.defaultChecked)
        .map(describe),
      placeholders: all('[placeholder]').map(describe),
      fields: all('input[type=email], input[type=tel]').map((field) => ({
        ...{ what: describe(field), type: field.type, autocomplete: field.autocomplete },
      })),
      timed: all('meta[http-equiv=refresh]').length,
      positive: all('[tabindex]')
        .filter(({ tabIndex }) => tabIndex > 0)
        .map(describe),
    };
  }

  const targets = () =>
    operable()
      .filter((element) => !isInline(element))
      .map((element) => ({ what: describe(element), ...target(element) }));

  /** Buttons that stand beside each other as alternatives. */
  const choices = () =>
    [...document.querySelectorAll('.choice')].map((choice) =>
      [...choice.querySelectorAll('button')].map((button) => {
        const { width, height } = button.getBoundingClientRect();
        const { backgroundColor, color } = getComputedStyle(button);
        return {
          what: describe(button),
          area: width * height,
          look: `${backgroundColor} ${color}`,
        };
      }),
    );

  /** Buttons and what tells them from the page. */
  const buttons = () =>
    [...document.querySelectorAll('button')].map((button) => {
      const { borderTopStyle, borderTopWidth, borderTopColor } = getComputedStyle(button);
      return {
        what: describe(button),
        border: borderTopStyle === 'none' ? 0 : Number.parseFloat(borderTopWidth),
        colour: borderTopColor,
        around: ground(button.parentElement),
      };
    });

  /** What moves, or would if it were touched. */
  const moving = () =>
    [...document.querySelectorAll('*')]
      .filter((element) => {
        const { animationName, transitionDuration } = getComputedStyle(element);
        const moves = transitionDuration.split(',').some((time) => Number.parseFloat(time) > 0);
        return animationName !== 'none' || moves;
      })
      .map(describe);

  const look = { buttons, choices, enlarge, facts, focus, moving, overflowing, spaceOut, targets };
  return { ...look, stops: () => stops().map(describe) };
})();
