//! What a customer sees of a page.

use super::Browser;

impl Browser {
    /// The words of which one sees a part only: beyond the edge of the screen, or of what they
    /// stand in.
    pub async fn cut_off(&self) -> Vec<String> {
        let cut_off = self
            .run(
                "const skip = '.skip, title, script, style, option';
                 const said = (node) => node.textContent.replace(/\\s+/g, ' ').trim();
                 const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                 const cut = [];
                 while (texts.nextNode()) {
                     const text = texts.currentNode;
                     const around = text.parentElement;
                     if (!said(text) || around.closest(skip) || !around.checkVisibility()) continue;
                     const range = document.createRange();
                     range.selectNodeContents(text);
                     for (const {left, right, width} of range.getClientRects()) {
                         if (width && (left < 0 || right > innerWidth + 1)) cut.push(said(text));
                     }
                     for (let of = around; of !== document.body; of = of.parentElement) {
                         const hides = getComputedStyle(of).overflowX !== 'visible';
                         if (hides && of.scrollWidth > of.clientWidth + 1) cut.push(said(text));
                     }
                 }
                 return cut",
            )
            .await;
        serde_json::from_value(cut_off).expect("a list")
    }

    /// What moves on the page by itself, or would when it changes.
    pub async fn moving(&self) -> Vec<String> {
        let moving = self
            .run(
                "const moves = (of, pseudo) => {
                     const {animationName, transitionDuration} = getComputedStyle(of, pseudo);
                     return animationName !== 'none' || parseFloat(transitionDuration) > 0;
                 };
                 return [...document.querySelectorAll('*')]
                     .filter((of) => [null, '::before', '::after'].some((pseudo) => moves(of, pseudo)))
                     .map((of) => of.className || of.localName)",
            )
            .await;
        serde_json::from_value(moving).expect("a list")
    }
}
