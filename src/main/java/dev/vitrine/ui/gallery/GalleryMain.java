package dev.vitrine.ui.gallery;

import dev.vitrine.ui.draw.DrawingView;
import dev.vitrine.ui.stage.StageLayout;
import dev.vitrine.ui.theme.Styles;
import dev.vitrine.ui.theme.Theme;

import javafx.application.Application;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.stage.Stage;

import org.jspecify.annotations.Nullable;

/// A window to leaf through the exhibits, in both themes.
public final class GalleryMain extends Application {
    private static final double WIDTH = 1_280;
    private static final double HEIGHT = 860;
    private static final double LIST_WIDTH = 190;

    private Theme theme = Theme.DARK;

    public static void main(String[] args) {
        launch(args);
    }

    @Override
    public void start(Stage window) {
        DrawingView stage = new DrawingView(new StageLayout());
        Label words = new Label();
        ListView<Exhibit> list = new ListView<>();
        list.setPrefWidth(LIST_WIDTH);
        list.setCellFactory(view -> new NameCell());
        list.getItems().setAll(Exhibits.all());
        list.getSelectionModel()
                .selectedItemProperty()
                .subscribe(exhibit -> {
                    if (exhibit != null) {
                        stage.setArtist(exhibit.artist().get());
                        stage.selectionProperty().set(exhibit.selection());
                        stage.show(exhibit.snapshot(), exhibit.nowMs());
                        words.setText(exhibit.words());
                    }
                });
        stage.setOnAction(action -> words.setText(action.words()));
        Button other = new Button("Light or dark");
        HBox top = new HBox(other, words);
        top.getStyleClass().add(Styles.TOP_BAR);
        BorderPane root = new BorderPane(stage, top, null, null, list);
        Scene scene = new Scene(root, WIDTH, HEIGHT);
        other.setOnAction(event -> {
            theme = theme.other();
            theme.dress(scene);
            stage.setTheme(theme);
        });
        theme.dress(scene);
        window.setTitle("Vitrine's gallery");
        window.setScene(scene);
        window.show();
        list.getSelectionModel().selectFirst();
    }

    private static final class NameCell extends ListCell<Exhibit> {
        @Override
        protected void updateItem(@Nullable Exhibit exhibit, boolean empty) {
            super.updateItem(exhibit, empty);
            setText(exhibit == null || empty ? null : exhibit.fullName());
        }
    }
}
