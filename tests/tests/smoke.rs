//! x
use product_tests::harness::*;
const P: &str = "Cabane-Violette-41";
#[tokio::test]
async fn smoke() -> anyhow::Result<()> {
    let t = std::time::Instant::now();
    let site = Site::demo().await?;
    println!("site {:?}", t.elapsed());
    let b = Browser::open(&site, Look::Desk).await?;
    println!("browser {:?}", t.elapsed());
    b.visit_and_check("/connexion").await?;
    println!("checked {:?}", t.elapsed());
    b.sign_in("gestion@saint-aubin.example", P).await?;
    println!("signed in {:?} {}", t.elapsed(), b.path().await?);
    b.picture(&output_folder().join("liste.png")).await?;
    b.check().await?;
    println!("list checked {:?}", t.elapsed());
    println!("{}", b.text().await?);
    b.sign_out().await?;
    Ok(())
}
#[tokio::test]
async fn nojs() -> anyhow::Result<()> {
    let site = Site::demo().await?;
    let b = Browser::open(&site, Look::WithoutScripts).await?;
    b.sign_in("gestion@saint-aubin.example", P).await?;
    println!("signed in {}", b.path().await?);
    println!("{}", b.text().await?);
    Ok(())
}
#[tokio::test]
async fn narrow() -> anyhow::Result<()> {
    let site = Site::demo().await?;
    let b = Browser::open(&site, Look::Narrow).await?;
    b.sign_in("gestion@saint-aubin.example", P).await?;
    b.picture(&output_folder().join("narrow.png")).await?;
    b.check().await?;
    Ok(())
}
