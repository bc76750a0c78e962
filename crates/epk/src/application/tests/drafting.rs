//! Filling in: kept step by step, on every device, with nothing lost.

use cabinet::story::tell;

use super::Story;
use crate::application::{State, answers};

#[test]
fn a_person_has_one_open_application_and_finds_it_on_another_device() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let (mut desktop, mut phone) = (story.browser().await, story.browser().await);
        let home = story.filled(&mut desktop).await;
        let list = phone.get("/applications").await;
        assert!(list.says("Черновик") && !list.says("Начать заявление"));
        let keys = any_form(&list);
        let again = phone.post("/applications", &keys).await;
        assert_eq!(again.location(), home, "it is the same one");
        let tasks = phone.get(&home).await;
        assert!(tasks.says("Сохранено в 03:00") && tasks.says("Проверить ответы"));
        assert_eq!(story.applications().len(), 1);
        let answers = phone.get(&format!("{home}/answers")).await;
        for words in ["Примерный университет", "ООО «Нынешнее»", "по настоящее время", "Источник"]
        {
            assert!(answers.says(words), "{words}");
        }
    });
}

/// The keys of any form of a page.
fn any_form(page: &cabinet::story::Answer) -> Vec<(String, String)> {
    let fields = page.form("/logout").into_iter();
    fields.filter(|(name, _)| name.starts_with('_')).collect()
}

#[test]
fn wrong_input_is_explained_and_what_was_typed_stays() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        let home = story.filled(&mut browser).await;
        let action = format!("{home}/education/new");
        let form = browser.get(&action).await;
        let typed = [
            ("institution", "Новый институт"),
            ("diploma_series", "10"),
            ("diploma_number", "О012"),
            ("issued_on", "29.02.2019"),
        ];
        let refused = browser.submit(&form, &action, &typed).await;
        assert_eq!(refused.status, 422);
        for words in [
            "Выберите уровень",
            "Вместо цифры 0",
            "2019",
            "value=\"Новый институт\"",
            "value=\"29.02.2019\"",
            "role=\"alert\"",
        ] {
            assert!(refused.says(words), "{words}: {}", refused.text);
        }
        let id = story.application().id;
        let kept = app.db.read_now(move |tx| answers(tx, id)).unwrap();
        assert_eq!((kept.education.len(), kept.work.len()), (2, 3));
    });
}

#[test]
fn two_devices_that_change_the_same_entry_lose_nothing() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let (mut desktop, mut phone) = (story.browser().await, story.browser().await);
        let home = story.filled(&mut desktop).await;
        let (part, _) = story.part("Среднее");
        let action = format!("{home}/{part}");
        let (first, second) = (desktop.get(&action).await, phone.get(&action).await);
        let fields = |position: &'static str| {
            [
                ("employer", "АО «Среднее»"),
                ("position", position),
                ("from", "11.01.2016"),
                ("to", "30.04.2021"),
            ]
        };
        let saved = desktop.submit(&first, &action, &fields("Главный инженер")).await;
        assert_eq!(saved.status, 303);
        let conflict = phone.submit(&second, &action, &fields("Старший инженер")).await;
        assert_eq!(conflict.status, 409);
        assert!(conflict.says("На другом устройстве сохранили иначе"));
        assert!(conflict.says("Главный инженер") && conflict.says("value=\"Старший инженер\""));
        let settled = phone.submit(&conflict, &action, &[]).await;
        assert_eq!(settled.status, 303, "the second press saves it knowingly");
        assert!(phone.get(&format!("{home}/work")).await.says("Старший инженер"));
        // Another part is no conflict.
        let other = story.part("Первое").0;
        let form = desktop.get(&format!("{home}/{other}")).await;
        let saved = desktop.submit(&form, &format!("{home}/{other}"), &[]).await;
        assert_eq!(saved.status, 303);
        // An entry that was removed meanwhile comes back when it is saved.
        let (form, removing) = (desktop.get(&action).await, phone.get(&action).await);
        phone.submit(&removing, &format!("{action}/remove"), &[]).await;
        let gone = desktop.submit(&form, &action, &[]).await;
        assert_eq!(gone.status, 409);
        assert!(gone.says("удалили"));
        assert_eq!(desktop.submit(&gone, &action, &[]).await.status, 303);
    });
}

#[test]
fn somebody_elses_application_is_not_there() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut anna = story.browser().await;
        let home = story.filled(&mut anna).await;
        "02other".clone_into(&mut outside.world().sub);
        let mut other = story.browser().await;
        for page in ["", "/person", "/education", "/answers", "/sign", "/withdraw"] {
            assert_eq!(other.get(&format!("{home}{page}")).await.status, 404, "{page}");
        }
        let (part, _) = {
            "01citizen".clone_into(&mut outside.world().sub);
            story.part("Среднее")
        };
        assert_eq!(other.get(&format!("{home}/{part}")).await.status, 404);
    });
}

#[test]
fn a_draft_that_is_withdrawn_leaves_nothing_of_what_was_typed() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        let home = story.filled(&mut browser).await;
        let asked = browser.get(&format!("{home}/withdraw")).await;
        assert_eq!(asked.title(), "Удалить черновик?");
        browser.submit(&asked, &format!("{home}/withdraw"), &[]).await;
        let gone = story.application();
        assert_eq!(gone.state, State::Withdrawn);
        let kept = app.db.read_now(move |tx| answers(tx, gone.id)).unwrap();
        assert_eq!(kept, crate::application::answers::Answers::default());
        assert!(browser.get("/applications").await.says("Начать заявление"));
    });
}
