//! A customer without a mouse.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use serde_json::json;

use super::Browser;
use crate::world::eventually;

/// More than any page of ours has.
const STOPS_MAX: usize = 40;
/// The thinnest mark of where one is that is still seen, in CSS pixels.
const MARK_MIN_PIXELS: f64 = 2.0;

/// A key, as `WebDriver` writes it (section 17.4.2).
#[derive(Clone, Copy)]
pub enum Key {
    /// To the next control.
    Tab,
    /// Follows a link, sends a form.
    Enter,
    /// Presses a button.
    Space,
    /// Moves a slider back.
    Left,
}

/// Where one is on a page.
struct Stop {
    name: String,
    mark_pixels: f64,
    on_screen: bool,
}

impl Browser {
    /// Presses a key, once the page is all there.
    pub async fn press(&self, key: Key) {
        self.whole().await;
        self.strike(&[], key.value()).await;
    }

    /// Keys a text in where one is.
    pub async fn key_in(&self, text: &str) {
        self.whole().await;
        for letter in text.chars() {
            self.strike(&[], letter).await;
        }
    }

    /// Takes all text of the field where one is away, and puts it in again by a paste.
    pub async fn cut_and_paste(&self) {
        const CONTROL: char = '\u{e009}';
        for letter in ['a', 'x'] {
            self.strike(&[CONTROL], letter).await;
        }
        assert_eq!(self.value().await, "", "it is cut");
        self.strike(&[CONTROL], 'v').await;
    }

    /// What stands in the field where one is.
    pub async fn value(&self) -> String {
        let value = self.run("return document.activeElement.value").await;
        value.as_str().expect("a field has a text").to_owned()
    }

    /// What one is at: its label or its words; nothing at the page as a whole.
    pub async fn focused(&self) -> String {
        self.whole().await;
        self.stop().await.name
    }

    /// Goes on with the tabulator to the control that says this, seeing at each where one is.
    pub async fn tab_to(&self, words: &str) {
        self.go_to(words, &[]).await;
    }

    /// Goes back to it.
    pub async fn tab_back_to(&self, words: &str) {
        const SHIFT: char = '\u{e008}';
        self.go_to(words, &[SHIFT]).await;
    }

    /// Every control of the page in the order that the tabulator finds them.
    pub async fn stops(&self) -> Vec<String> {
        self.whole().await;
        self.run(
            "document.body.tabIndex = -1;
             document.body.focus();
             document.body.removeAttribute('tabindex')",
        )
        .await;
        let mut stops: Vec<String> = vec![];
        loop {
            self.strike(&[], Key::Tab.value()).await;
            let stop = self.stop().await;
            // Behind the last control the browser begins again.
            if stop.name.is_empty() || stops.first() == Some(&stop.name) {
                return stops;
            }
            stop.assert_seen();
            stops.push(stop.name);
            assert!(stops.len() < STOPS_MAX, "it goes round: {stops:?}");
        }
    }

    async fn go_to(&self, words: &str, modifiers: &[char]) {
        self.whole().await;
        let mut passed = vec![];
        while passed.len() < STOPS_MAX {
            self.strike(modifiers, Key::Tab.value()).await;
            let stop = self.stop().await;
            if !stop.name.is_empty() {
                stop.assert_seen();
            }
            if stop.name == words {
                return;
            }
            passed.push(stop.name);
        }
        panic!("no key leads to {words:?}: {passed:?}");
    }

    async fn stop(&self) -> Stop {
        let stop = self
            .run(
                "const at = document.activeElement;
                 const words = at.labels?.[0] ?? at;
                 const style = getComputedStyle(at);
                 const {left, right, top, bottom} = at.getBoundingClientRect();
                 return {
                     name: at === document.body ? '' : words.textContent.replace(/\\s+/g, ' ').trim(),
                     mark: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
                     on_screen: left >= 0 && right <= innerWidth && top < innerHeight && bottom > 0,
                 }",
            )
            .await;
        let name = stop["name"].as_str().expect("a text");
        Stop {
            name: name.to_owned(),
            mark_pixels: stop["mark"].as_f64().expect("a number"),
            on_screen: stop["on_screen"] == json!(true),
        }
    }

    /// What a page's script does at its beginning is done then.
    async fn whole(&self) {
        eventually("the page is all there", async || {
            self.run("return document.readyState").await == "complete"
        })
        .await;
    }

    async fn strike(&self, modifiers: &[char], key: char) {
        let down = modifiers
            .iter()
            .map(|value| KeyAction::Down { value: *value });
        let up = modifiers
            .iter()
            .map(|value| KeyAction::Up { value: *value });
        let stroke = [KeyAction::Down { value: key }, KeyAction::Up { value: key }];
        let strokes = down.chain(stroke).chain(up);
        let keys = strokes.fold(KeyActions::new("keyboard".to_owned()), KeyActions::then);
        let struck = self.client.perform_actions(keys).await;
        struck.expect("the keys are there");
    }
}

impl Key {
    fn value(self) -> char {
        match self {
            Self::Tab => '\u{e004}',
            Self::Enter => '\u{e007}',
            Self::Space => ' ',
            Self::Left => '\u{e012}',
        }
    }
}

impl Stop {
    fn assert_seen(&self) {
        let Self {
            name,
            mark_pixels,
            on_screen,
        } = self;
        assert!(*on_screen, "{name:?} is on the screen while one is there");
        assert!(
            *mark_pixels >= MARK_MIN_PIXELS,
            "one sees being at {name:?}"
        );
    }
}
