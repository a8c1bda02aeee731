//! The pixels of an AVIF: each coded picture is decoded by rav1d (dav1d in Rust), its planes become red, green and blue, tiles
//! are laid beside each other, and the whole is turned as the container says. Bounded before it begins: no frame may have
//! more pixels than the picture says, nor more than [`avif::MOST_PIXELS`].

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::{DynamicImage, RgbImage, RgbaImage};
use re_rav1d::dav1d::{Decoder, Picture, PixelLayout, PlanarImageComponent, Settings, pixel::MatrixCoefficients, pixel::YUVRange};

use super::avif::{self, Layout, Tile};

/// Why there are no pixels, in words that finish "The picture is broken:".
type Pixels<T> = Result<T, &'static str>;

/// How often a decoder is asked that has taken everything and gives nothing.
const PATIENCE: u8 = 8;

/// Decodes a picture, upright, and its colour profile.
pub(super) fn decode(bytes: &[u8]) -> Pixels<(DynamicImage, Option<Vec<u8>>)> {
    let mut layout = avif::layout(bytes).ok_or("what it is made of cannot be followed")?;
    let (width, height) = layout.size;
    if width == 0 || height == 0 || u64::from(width) * u64::from(height) > avif::MOST_PIXELS {
        return Err("it has more pixels than can be decoded");
    }
    // A decoder that gives up in the middle of a hostile file must not take the desk with it; it runs on this thread alone.
    let image = catch_unwind(AssertUnwindSafe(|| assemble(&layout))).unwrap_or(Err("its pixels cannot be decoded"))?;
    let profile = layout.profile.take();
    Ok((turned(image, &layout), profile))
}

fn assemble(layout: &Layout<'_>) -> Pixels<DynamicImage> {
    let (width, height) = layout.size;
    let channels = if layout.alpha.is_empty() { 3 } else { 4 };
    let mut canvas = Canvas { width: width as usize, height: height as usize, channels, pixels: Vec::new() };
    canvas.pixels.resize(canvas.width * canvas.height * channels, 0);
    place(&layout.tiles, layout.columns, &mut canvas, |planes, canvas, at| planes.colour(layout.coded, canvas, at))?;
    place(&layout.alpha, layout.alpha_columns, &mut canvas, Planes::shine)?;
    if layout.is_premultiplied && channels == 4 {
        for pixel in canvas.pixels.chunks_exact_mut(4) {
            let alpha = u16::from(pixel[3]).max(1);
            pixel[..3].iter_mut().for_each(|part| *part = (u16::from(*part) * 255 / alpha).min(255) as u8);
        }
    }
    let image = if channels == 4 {
        RgbaImage::from_raw(width, height, canvas.pixels).map(DynamicImage::ImageRgba8)
    } else {
        RgbImage::from_raw(width, height, canvas.pixels).map(DynamicImage::ImageRgb8)
    };
    image.ok_or("it has not as many pixels as it says")
}

/// Decodes tiles and puts each where it belongs.
fn place(
    tiles: &[Tile<'_>],
    columns: usize,
    canvas: &mut Canvas,
    put: impl Fn(&Planes, &mut Canvas, (usize, usize)) -> Pixels<()>,
) -> Pixels<()> {
    let mut first = None;
    for (index, tile) in tiles.iter().enumerate() {
        let planes = Planes::decode(tile, (canvas.width * canvas.height).max(64 * 64))?;
        // All tiles of a grid are as large as the first; a picture that is no grid is as large as it says.
        let size = *first.get_or_insert((planes.width, planes.height));
        let is_whole = tiles.len() == 1;
        if (planes.width, planes.height) != size || is_whole && size != (canvas.width, canvas.height) {
            return Err("it is not as large as it says");
        }
        // Every column and row shows something (MIAF, ISO/IEC 23000-22, section 7.3.11.4.2), so that no more is decoded than is shown.
        let rows = tiles.len().div_ceil(columns);
        if size.0 * (columns - 1) >= canvas.width || size.1 * (rows - 1) >= canvas.height {
            return Err("it has tiles that nobody can see");
        }
        put(&planes, canvas, (index % columns * size.0, index / columns * size.1))?;
    }
    match first {
        Some((width, height)) if width * columns < canvas.width || height * tiles.len().div_ceil(columns) < canvas.height => {
            Err("it is not as large as it says")
        }
        _ => Ok(()),
    }
}

struct Canvas {
    width: usize,
    height: usize,
    channels: usize,
    pixels: Vec<u8>,
}

impl Canvas {
    /// Returns the part of a line that a tile fills, from its `row`; nothing beyond the canvas.
    fn line(&mut self, (left, top): (usize, usize), row: usize, across: usize) -> impl Iterator<Item = &mut [u8]> {
        let channels = self.channels;
        let wanted = if top + row < self.height { across.min(self.width.saturating_sub(left)) } else { 0 };
        let start = if wanted == 0 { 0 } else { ((top + row) * self.width + left) * channels };
        self.pixels[start..start + wanted * channels].chunks_exact_mut(channels)
    }
}

/// One decoded picture.
struct Planes {
    picture: Picture,
    width: usize,
    height: usize,
    /// The largest number that a sample can be.
    most: f32,
}

impl Planes {
    fn decode(data: &[u8], limit: usize) -> Pixels<Self> {
        const BROKEN: &str = "its pixels cannot be decoded";
        const SHORT: &str = "it ends before its picture does";
        let mut settings = Settings::new();
        settings.set_n_threads(1);
        settings.set_max_frame_delay(1);
        settings.set_frame_size_limit(u32::try_from(limit).unwrap_or(u32::MAX));
        if data.is_empty() {
            return Err(SHORT);
        }
        let mut decoder = Decoder::with_settings(&settings).map_err(|_| BROKEN)?;
        let mut sent = decoder.send_data(data.to_vec(), None, None, None);
        for _ in 0..PATIENCE {
            if sent.is_err_and(|error| !error.is_again()) {
                return Err(BROKEN);
            }
            match decoder.get_picture() {
                Ok(picture) => return Self::of(picture),
                Err(error) if !error.is_again() => return Err(BROKEN),
                Err(_) => sent = decoder.send_pending_data(),
            }
        }
        Err(SHORT)
    }

    fn of(picture: Picture) -> Pixels<Self> {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let most = match picture.bit_depth() {
            depth @ (8 | 10 | 12) => ((1_u32 << depth) - 1) as f32,
            _ => return Err("its colours have a depth that is not known"),
        };
        Ok(Self { picture, width, height, most })
    }

    /// Puts the first `count` samples of a line of a plane into `into`, in the place of what is there, as they are coded.
    fn samples(&self, component: PlanarImageComponent, row: usize, count: usize, into: &mut Vec<f32>) -> Pixels<()> {
        let stride = self.picture.stride(component) as usize;
        let plane = self.picture.plane(component);
        let line = plane.get(row * stride..(row + 1) * stride).ok_or("it has not as many pixels as it says")?;
        into.clear();
        if self.most > 255.0 {
            into.extend(line.chunks_exact(2).take(count).map(|pair| f32::from(u16::from_ne_bytes([pair[0], pair[1]]))));
        } else {
            into.extend(line.iter().take(count).map(|sample| f32::from(*sample)));
        }
        if into.len() == count { Ok(()) } else { Err("it has not as many pixels as it says") }
    }

    /// Puts the colours onto the canvas (ITU-T H.273, sections 8.3 and 8.4). Chroma that is coded at half the size is repeated.
    fn colour(&self, coded: Option<(u16, bool)>, canvas: &mut Canvas, at: (usize, usize)) -> Pixels<()> {
        let layout = self.picture.pixel_layout();
        let (halved_x, halved_y) = (matches!(layout, PixelLayout::I420 | PixelLayout::I422), layout == PixelLayout::I420);
        let has_colour = layout != PixelLayout::I400;
        let is_full = coded.map_or_else(|| self.picture.color_range() == YUVRange::Full, |(_, full)| full);
        let matrix = Matrix::of(coded.map_or_else(|| number(self.picture.matrix_coefficients()), |(matrix, _)| matrix));
        if matches!(matrix, Matrix::Identity) && has_colour && layout != PixelLayout::I444 {
            return Err("its colours are coded in a way that is not known");
        }
        // Brightness as 0 to 1, colour as −½ to ½.
        let step = (self.most + 1.0) / 256.0;
        let (black, white, span) = if is_full { (0.0, self.most, self.most) } else { (16.0 * step, 219.0 * step, 224.0 * step) };
        let middle = 128.0 * step;
        let (mut y, mut u, mut v) = (Vec::new(), Vec::new(), Vec::new());
        let across = if halved_x { self.width.div_ceil(2) } else { self.width };
        for row in 0..self.height {
            self.samples(PlanarImageComponent::Y, row, self.width, &mut y)?;
            if has_colour {
                let row = if halved_y { row / 2 } else { row };
                self.samples(PlanarImageComponent::U, row, across, &mut u)?;
                self.samples(PlanarImageComponent::V, row, across, &mut v)?;
            }
            for (x, pixel) in canvas.line(at, row, self.width).enumerate() {
                let luma = (y[x] - black) / white;
                let rgb = if has_colour {
                    let x = if halved_x { x / 2 } else { x };
                    match matrix {
                        Matrix::Identity => [(v[x] - black) / white, luma, (u[x] - black) / white],
                        ref matrix => matrix.rgb(luma, (u[x] - middle) / span, (v[x] - middle) / span),
                    }
                } else {
                    [luma; 3]
                };
                for (part, value) in pixel.iter_mut().zip(rgb) {
                    *part = (value * 255.0 + 0.5).clamp(0.0, 255.0) as u8;
                }
            }
        }
        Ok(())
    }

    /// Puts what shines through onto the canvas; its brightness says how much stays.
    fn shine(&self, canvas: &mut Canvas, at: (usize, usize)) -> Pixels<()> {
        let mut y = Vec::new();
        for row in 0..self.height {
            self.samples(PlanarImageComponent::Y, row, self.width, &mut y)?;
            for (pixel, sample) in canvas.line(at, row, self.width).zip(&y) {
                pixel[3] = (sample * 255.0 / self.most + 0.5) as u8;
            }
        }
        Ok(())
    }
}

/// How brightness and colour become red, green and blue.
enum Matrix {
    Identity,
    YCgCo,
    /// What red and blue weigh in the brightness.
    Weighted(f32, f32),
}

impl Matrix {
    /// Returns the matrix of a number of ITU-T H.273, table 4; what it does not know is taken as most pictures are.
    fn of(number: u16) -> Self {
        match number {
            0 => Self::Identity,
            1 => Self::Weighted(0.2126, 0.0722),
            4 => Self::Weighted(0.30, 0.11),
            7 => Self::Weighted(0.212, 0.087),
            8 => Self::YCgCo,
            9 | 10 => Self::Weighted(0.2627, 0.0593),
            _ => Self::Weighted(0.299, 0.114),
        }
    }

    fn rgb(&self, luma: f32, u: f32, v: f32) -> [f32; 3] {
        match *self {
            Self::Identity => [v, luma, u],
            Self::YCgCo => [luma - u + v, luma + u, luma - u - v],
            Self::Weighted(red, blue) => {
                let r = luma + 2.0 * (1.0 - red) * v;
                let b = luma + 2.0 * (1.0 - blue) * u;
                [r, (luma - red * r - blue * b) / (1.0 - red - blue), b]
            }
        }
    }
}

fn number(matrix: MatrixCoefficients) -> u16 {
    match matrix {
        MatrixCoefficients::Identity => 0,
        MatrixCoefficients::BT709 => 1,
        MatrixCoefficients::BT470M => 4,
        MatrixCoefficients::ST240M => 7,
        MatrixCoefficients::YCgCo => 8,
        MatrixCoefficients::BT2020NonConstantLuminance | MatrixCoefficients::BT2020ConstantLuminance => 9,
        _ => 6,
    }
}

fn turned(image: DynamicImage, layout: &Layout<'_>) -> DynamicImage {
    let image = match layout.turns {
        1 => image.rotate270(),
        2 => image.rotate180(),
        3 => image.rotate90(),
        _ => image,
    };
    match layout.mirrored {
        Some(0) => image.flipv(),
        Some(_) => image.fliph(),
        None => image,
    }
}
