//! A customer's browser: headless Chromium with a profile of its own, driven by what stands on the
//! screen.

mod keyboard;
mod sight;

use std::{
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use countersign_handlers::Language;
use fantoccini::{Client, ClientBuilder, Locator, error::CmdError, wd::Capabilities};
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::Pid;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::timeout;

use crate::{
    binary::{self, Family},
    ground,
    portal::PASSWORD,
    world::eventually,
};

pub use keyboard::Key;

const AXE: &str = include_str!("../vendor/axe-core/axe.min.js");

/// No window is as narrow as a telephone's screen.
const WINDOW_WIDTH_MIN: u32 = 500;

/// Less than anything else is waited for, so that what a page says instead is told.
const LOOKS_FOR: Duration = Duration::from_secs(25);

/// What is asked of a browser.
pub struct Wish<'a> {
    /// `Accept-Language`.
    pub languages: &'a str,
    /// Whether it runs scripts.
    pub scripts: bool,
    /// Width and height of the screen, in CSS pixels.
    pub screen: (u32, u32),
    /// Whether pages are liked dark.
    pub dark: bool,
    /// How large text is liked, in CSS pixels; browsers come with 16.
    pub text_pixels: u32,
    /// Whether pages are liked still: `prefers-reduced-motion`.
    pub still: bool,
}

/// A browser with one window. Killed when this is dropped.
pub struct Browser {
    client: Client,
    driver: Child,
    profile: TempDir,
    _starter: mpsc::Sender<()>,
}

/// Drivers that are tried until one listens.
const DRIVERS_MAX: usize = 5;

impl Default for Wish<'_> {
    fn default() -> Self {
        Self {
            languages: "en",
            scripts: true,
            screen: (1280, 900),
            dark: false,
            text_pixels: 16,
            still: false,
        }
    }
}

impl Browser {
    /// Opens a browser.
    pub async fn open(wish: &Wish<'_>) -> Self {
        let profile = ground::folder("browser");
        let mut found = start_driver(&profile).await;
        // It draws a port that is free for IPv4, and ends where that is taken for IPv6.
        for _ in 1..DRIVERS_MAX {
            if found.2.is_none() {
                found = start_driver(&profile).await;
            }
        }
        let (driver, starter, port) = found;
        let port = port.expect("a driver listens");
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(wish, &profile))
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("Chromium starts");
        Self {
            client,
            driver,
            profile,
            _starter: starter,
        }
    }

    /// Goes to an address.
    pub async fn go(&self, url: &str) {
        self.client.goto(url).await.expect("the page loads");
    }

    /// The page again.
    pub async fn reload(&self) {
        self.client.refresh().await.expect("the page loads");
    }

    /// The page before.
    pub async fn back(&self) {
        self.client.back().await.expect("the page loads");
    }

    /// The path of the page.
    pub async fn path(&self) -> String {
        let url = self.client.current_url().await.expect("there is a page");
        url.path().to_owned()
    }

    /// Another tab, which is the one from now on. Returns how to come back to this one.
    pub async fn new_tab(&self) -> fantoccini::wd::WindowHandle {
        let before = self.client.window().await.expect("there is a tab");
        let tab = self.client.new_window(true).await.expect("a tab opens");
        self.to_tab(tab.handle).await;
        before
    }

    /// Goes to another tab.
    pub async fn to_tab(&self, tab: fantoccini::wd::WindowHandle) {
        self.client
            .switch_to_window(tab)
            .await
            .expect("the tab is open");
    }

    /// Clicks the link, the button or the menu that says this; not one in a closed menu.
    pub async fn click(&self, words: &str) {
        let path = format!(
            "//*[self::a or self::button or self::summary][normalize-space()={}]",
            quoted(words)
        );
        let what = format!("{words:?} is there to be clicked");
        eventually(&what, async || {
            // What is clicked while the page still moves is another place.
            if !self.is_loaded().await {
                return false;
            }
            let found = self.client.find_all(Locator::XPath(&path)).await;
            for found in found.unwrap_or_default() {
                if found.click().await.is_ok() {
                    return true;
                }
            }
            false
        })
        .await;
    }

    /// Keys something in where a label says this.
    pub async fn fill(&self, label: &str, text: &str) {
        let path = format!("//label[normalize-space()={}]", quoted(label));
        let mut field = None;
        eventually(&format!("there is a field {label:?}"), async || {
            field = self.client.find(Locator::XPath(&path)).await.ok();
            field.is_some()
        })
        .await;
        let label = field.expect("it was waited for");
        let id = label.attr("for").await.expect("the page stands");
        let id = id.expect("a label is of a field");
        let field = self.client.find(Locator::Id(&id)).await;
        let field = field.expect("the field is there");
        field.clear().await.expect("it can be written in");
        field.send_keys(text).await.expect("it can be written in");
    }

    /// Waits until the page says this.
    pub async fn sees(&self, words: &str) {
        let mut text = String::new();
        let sees = eventually("the page says it", async || {
            text = self.text().await.unwrap_or_default();
            text.contains(words) && self.is_loaded().await
        });
        let in_time = timeout(LOOKS_FOR, sees).await;
        assert!(in_time.is_ok(), "the page says no {words:?}: {text}");
    }

    /// What the page says.
    pub async fn text(&self) -> Result<String, CmdError> {
        self.client.find(Locator::Css("body")).await?.text().await
    }

    /// The file that was downloaded, once it is whole.
    ///
    /// # Panics
    ///
    /// When none comes.
    pub async fn downloaded(&self) -> PathBuf {
        let folder = downloads(&self.profile);
        let mut file = None;
        eventually("a file is downloaded", async || {
            let files = std::fs::read_dir(&folder).into_iter().flatten().flatten();
            // Chromium writes under another name until then.
            let mut files = files.map(|file| file.path());
            file = files.find(|file| {
                let ends_in = file.extension().and_then(|ends_in| ends_in.to_str());
                ends_in != Some("crdownload") && !file.to_string_lossy().contains("/.")
            });
            file.is_some()
        })
        .await;
        file.expect("it was waited for")
    }

    async fn is_loaded(&self) -> bool {
        let state = self
            .client
            .execute("return document.readyState", vec![])
            .await;
        state.is_ok_and(|state| state == "complete")
    }

    /// What a script comes to.
    pub async fn run(&self, script: &str) -> Value {
        let ran = self.client.execute(script, vec![]).await;
        ran.expect("the script runs")
    }

    /// What axe-core finds on the page, by the rules of WCAG 2.2 AA and good practice; and whether
    /// one would have to scroll sideways.
    pub async fn findings(&self) -> Vec<String> {
        self.run(AXE).await;
        let script = "
            const [answer] = arguments;
            const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
            axe.run(document, {runOnly: tags}).then(({violations}) => answer(
                violations.flatMap(({id, nodes}) => nodes.map((node) => `${id}: ${node.html}`))));";
        let found = self.client.execute_async(script, vec![]).await;
        let found = found.expect("axe runs");
        let mut findings: Vec<String> = serde_json::from_value(found).expect("a list");
        let is_wide = "return document.documentElement.scrollWidth > window.innerWidth";
        if self.run(is_wide).await == json!(true) {
            findings.push("the page is wider than the screen".to_owned());
        }
        findings
    }

    /// A picture of the page, a PNG.
    pub async fn picture(&self) -> Vec<u8> {
        self.client.screenshot().await.expect("a picture is taken")
    }

    /// Signs in to the reference portal, in a language.
    pub async fn sign_in(&self, url: &str, identifier: &str, language: Language) {
        self.key_in_password(url, identifier, language).await;
        self.sees(&language.say("security-activity")).await;
    }

    /// The same as far as the password goes.
    pub async fn key_in_password(&self, url: &str, identifier: &str, language: Language) {
        self.go(url).await;
        self.fill(&language.say("sign-in-identifier"), identifier)
            .await;
        self.fill(&language.say("sign-in-password"), PASSWORD).await;
        self.click(&language.say("sign-in-button")).await;
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Chromium does not end with a driver that was killed.
        let family = Family::of(Pid::from_child(&self.driver));
        let _ = self.driver.kill();
        family.kill();
        let _ = self.driver.wait();
    }
}

/// A chromedriver, and where it listens; nowhere where it has ended instead.
async fn start_driver(profile: &TempDir) -> (Child, mpsc::Sender<()>, Option<u16>) {
    let log = profile.path().join("driver.log");
    let mut command = Command::new("setpriv");
    command
        .args(["--pdeathsig", "KILL", "--", "chromedriver", "--port=0"])
        .stdin(Stdio::null())
        .stdout(std::fs::File::create(&log).expect("it can be written"))
        .stderr(Stdio::null());
    let (mut driver, starter) = binary::spawn(command);
    let mut port = None;
    eventually("chromedriver listens or ends", async || {
        let has_ended = driver.try_wait().expect("it is ours").is_some();
        let said = std::fs::read_to_string(&log).unwrap_or_default();
        port = said
            .lines()
            .find_map(|line| line.split_once("started successfully on port "))
            .and_then(|(_, port)| port.trim_end_matches('.').parse::<u16>().ok());
        port.is_some() || has_ended
    })
    .await;
    (driver, starter, port)
}

fn capabilities(wish: &Wish<'_>, profile: &TempDir) -> Capabilities {
    let (width, height) = wish.screen;
    let scripts = if wish.scripts { 1 } else { 2 };
    // Blink's own numbers.
    let colours = u8::from(!wish.dark);
    let mut options = json!({
        "args": [
            "--headless=new",
            // Root, as in a container, has no sandbox to give; the pages are our own.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--no-proxy-server",
            // Nothing but this machine is there.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            format!("--user-data-dir={}", profile.path().join("profile").display()),
            format!("--window-size={width},{height}"),
            format!("--lang={}", wish.languages),
            format!("--blink-settings=preferredColorScheme={colours}"),
        ],
        "prefs": {
            "intl.accept_languages": wish.languages,
            "profile.managed_default_content_settings.javascript": scripts,
            "profile.default_content_setting_values.javascript": scripts,
            "webkit.webprefs.default_font_size": wish.text_pixels,
            "download.default_directory": downloads(profile).display().to_string(),
            "download.prompt_for_download": false,
        },
    });
    if wish.still {
        let arguments = options["args"].as_array_mut().expect("a list");
        arguments.push("--force-prefers-reduced-motion".into());
    }
    if width < WINDOW_WIDTH_MIN {
        let screen = json!({"width": width, "height": height, "pixelRatio": 1, "mobile": false});
        options["mobileEmulation"] = json!({"deviceMetrics": screen});
    }
    let capabilities = json!({"browserName": "chrome", "goog:chromeOptions": options});
    serde_json::from_value(capabilities).expect("they are an object")
}

fn downloads(profile: &TempDir) -> PathBuf {
    profile.path().join("downloads")
}

/// A text as `XPath` writes it.
fn quoted(text: &str) -> String {
    assert!(!text.contains('"'), "none of our words has one");
    format!("\"{text}\"")
}
